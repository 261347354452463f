package dev.imprimatur.console.page.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.deadletter.DeadLettersResource;
import dev.imprimatur.console.page.trouble.DeadLettersPage.LettersView;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterBuilder;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many dead letters there are, as far as a page of them says. */
class LettersViewTest {
    @Test
    void fiftyAreNotMoreThanFifty() {
        LettersView view = view(50);

        assertThat(view.headline()).isEqualTo("50 dead letters wait for a decision.");
        assertThat(view.page().letters()).hasSize(50);
        assertThat(view.page().next()).isNull();
    }

    @Test
    void theOneAfterFiftyIsOnTheNextPage() {
        LettersView view = view(51);

        assertThat(view.headline()).isEqualTo("More than 50 dead letters wait for a decision.");
        assertThat(view.page().letters()).hasSize(50);
        assertThat(view.page().next())
                .isEqualTo(LetterQuery.place(view.page().letters().getLast()));
    }

    private static LettersView view(int number) {
        List<Letter> letters = IntStream.range(0, number)
                .mapToObj(i -> LetterBuilder.builder()
                        .id("builder:build-completed-0-" + i + "-1")
                        .notedAt(Instant.ofEpochSecond(i))
                        .build())
                .toList();
        String next = number < DeadLettersPage.ASKED ? null : LetterQuery.place(letters.getLast());
        return LettersView.of("waiting", new DeadLettersResource.Page(letters, next, List.of()), true);
    }
}
