package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Entry.Fault;
import dev.imprimatur.system.soak.Entry.Requested;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run in which nothing happened shows nothing. */
class EnoughTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Story story = new Story()
            .rebuilt("r1", 1, "d1")
            .completed("r1", "succeeded", Map.of(Story.IMAGE, "d1"), Map.of())
            .rebuilt("r2", 2, "d2")
            .ordered("b3", 3)
            .rolledBack("b3", "d1", "d2");

    @Test
    void aRunWithAllOfItShowsSomething() {
        assertThat(Enough.missing(with(faults(1), requested("REST {}")), MINUTE))
                .isEmpty();
    }

    @Test
    void requestsThatTheConsoleRefusesAreNone() {
        assertThat(Enough.missing(with(faults(1), requested("kafka {}")), MINUTE))
                .containsExactly("0 requests by REST that were taken instead of at least 1");
    }

    @Test
    void thereIsAFaultAMinute() {
        List<Entry> history = with(faults(2), requested("REST {}"));

        assertThat(Enough.missing(history, Duration.ofSeconds(200))).containsExactly("2 faults instead of at least 3");
    }

    @Test
    void changesOfTheCatalogueAreNoFaults() {
        Fault wish = new Fault(story.entries().getLast().at(), "the catalogue changes");

        assertThat(Enough.missing(with(List.of(wish), requested("REST {}")), MINUTE))
                .containsExactly("0 faults instead of at least 1");
    }

    @Test
    void whereNothingHappenedEverythingIsMissing() {
        assertThat(Enough.missing(List.of(new Entry.Ended(Instant.EPOCH)), MINUTE))
                .hasSize(5);
    }

    @SafeVarargs
    private List<Entry> with(List<Entry>... further) {
        List<Entry> history = new ArrayList<>(story.entries());
        for (List<Entry> each : further) {
            history.addAll(each);
        }
        return history;
    }

    private List<Entry> faults(int count) {
        Instant at = story.entries().getLast().at();
        return Stream.generate(() -> (Entry) new Fault(at, "kill -9 kafka"))
                .limit(count)
                .toList();
    }

    private List<Entry> requested(String about) {
        return List.of(new Requested(story.entries().getLast().at(), "r9", about));
    }
}
