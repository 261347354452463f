package dev.imprimatur.planner.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedAnswerTest {
    private static final Instant MONDAY = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));
    private static final Feed FEED = feed(null, null);

    @Test
    void aNewReleaseIsTaken() {
        RememberedAnswer next = first("1.0.0").after(answer("1.0.0 1.1.0"), FEED, TUESDAY);

        assertThat(versions(next)).isEqualTo("1.0.0 1.1.0");
        assertThat(next.answeredAt()).isEqualTo(TUESDAY);
        assertThat(next.reading(FEED).notices()).isEmpty();
    }

    @Test
    void aSmallLossIsKeptAndReported() {
        RememberedAnswer next = first(range(0, 20)).after(answer(range(2, 21)), FEED, TUESDAY);

        assertThat(versions(next)).isEqualTo(range(0, 21));
        assertThat(next.reading(FEED).notices())
                .containsExactly("no longer lists 1.0.0, 1.1.0; kept until feed.withdrawn names them");
    }

    @Test
    void whatComesBackIsMissedNoLonger() {
        RememberedAnswer next = first(range(0, 20))
                .after(answer(range(1, 20)), FEED, TUESDAY)
                .after(answer(range(0, 20)), FEED, TUESDAY);

        assertThat(next.missing()).isEmpty();
    }

    @Test
    void aLargeLossIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> first(range(0, 20)).after(answer(range(3, 20)), FEED, TUESDAY))
                .isInstanceOf(FeedException.class)
                .hasMessage("the feed lost 3 of the 20 releases that it had on 2026-11-23T08:00:00Z, more than 10 %:"
                        + " 1.0.0, 1.1.0, 1.2.0; see what is wrong with it. If they are gone for good, name them in"
                        + " feed.withdrawn, for example withdrawn: \"1.0.0 || 1.1.0\"");
    }

    @Test
    void manySmallLossesAreALargeOne() {
        RememberedAnswer monday = first(range(0, 20)).after(answer(range(1, 20)), FEED, TUESDAY);
        RememberedAnswer tuesday = monday.after(answer(range(2, 20)), FEED, TUESDAY);

        assertThatThrownBy(() -> tuesday.after(answer(range(3, 20)), FEED, TUESDAY))
                .hasMessageContaining("the feed lost 3 of the 20 releases");
    }

    @Test
    void anEmptyAnswerIsRefused() {
        assertThatThrownBy(() -> first("1.0.0").after(answer(""), FEED, TUESDAY))
                .hasMessageContaining("the feed lost 1 of the 1 releases");
        assertThatThrownBy(() -> RememberedAnswer.first(answer(""), MONDAY)).hasMessage("the answer holds no releases");
    }

    @Test
    void whatIsWithdrawnMayGo() {
        RememberedAnswer next = first(range(0, 20)).after(answer(range(5, 20)), feed(null, "<1.5.0"), TUESDAY);

        assertThat(versions(next)).isEqualTo(range(5, 20));
        assertThat(next.missing()).isEmpty();
    }

    @Test
    void onlyTheReleasesThatTheFamilyTakesAreCounted() {
        Feed newest = feed(">=1.15.0", null);

        RememberedAnswer next = first(range(0, 20)).after(answer(range(10, 20)), newest, TUESDAY);

        assertThat(next.reading(newest).notices()).isEmpty();
        assertThatThrownBy(() -> first(range(0, 20)).after(answer(range(0, 19)), newest, TUESDAY))
                .hasMessageContaining("the feed lost 1 of the 5 releases");
    }

    @Test
    void aChangedChecksumIsRefused() {
        RememberedAnswer monday = first("1.0.0 sha512=aa note=x\n1.1.0");

        assertThat(monday.after(answer("1.0.0 sha512=aa note=y\n1.1.0 sha512=bb"), FEED, TUESDAY)
                        .entries())
                .hasSize(2);
        assertThatThrownBy(() -> monday.after(answer("1.0.0 sha512=ab note=x\n1.1.0"), FEED, TUESDAY))
                .hasMessageStartingWith("the feed changed the checksum of 1.0.0, though a release never changes");
        assertThat(monday.after(answer("1.0.0 sha512=ab\n1.1.0"), feed(null, "1.0.0"), TUESDAY)
                        .entries())
                .hasSize(2);
    }

    @Test
    void aChecksumThatAnAnswerLeavesOutIsStillKnown() {
        RememberedAnswer tuesday = first("1.0.0 sha512=aa").after(answer("1.0.0 note=x"), FEED, TUESDAY);

        assertThat(tuesday.entries().getFirst().facts()).isEqualTo(Map.of("sha512", "aa", "note", "x"));
        assertThatThrownBy(() -> tuesday.after(answer("1.0.0 sha512=ab"), FEED, TUESDAY))
                .hasMessageStartingWith("the feed changed the checksum of 1.0.0");
        assertThat(first("1.0.0 sha512=aa")
                        .after(answer("1.0.0 note=x"), feed(null, "1.0.0"), TUESDAY)
                        .entries()
                        .getFirst()
                        .facts())
                .as("withdrawn")
                .isEqualTo(Map.of("note", "x"));
    }

    @Test
    void aReleaseThatLosesAFactThatIsAskedForIsLost() {
        for (Feed feed : List.of(asking(List.of("linux"), Map.of()), asking(List.of(), Map.of("name", "linux")))) {
            RememberedAnswer monday = first(linux(0, 0, 20));

            assertThatThrownBy(() -> monday.after(answer(linux(0, 3, 20)), feed, TUESDAY))
                    .isInstanceOf(FeedException.class)
                    .hasMessageStartingWith("the feed lost 3 of the 20 releases");

            RememberedAnswer tuesday = monday.after(answer(linux(0, 1, 20)), feed, TUESDAY);
            assertThat(tuesday.entries()).isEqualTo(monday.entries());
            assertThat(RememberedAnswer.parse(tuesday.json())).isEqualTo(tuesday);
            assertThat(tuesday.reading(feed).notices())
                    .containsExactly("lists 1.0.0 without facts that are asked for and that it gave before; kept with"
                            + " them until feed.withdrawn names it");
            assertThat(tuesday.after(answer(linux(0, 0, 20)), feed, TUESDAY).lacking())
                    .isEmpty();
            assertThatThrownBy(() -> tuesday.after(answer(linux(1, 3, 20)), feed, TUESDAY))
                    .isInstanceOf(FeedException.class)
                    .hasMessageStartingWith("the feed lost 3 of the 20 releases")
                    .hasMessageContaining(
                            "1.0.0, 1.1.0, 1.2.0; it lists 1.1.0, 1.2.0 without facts that are asked for");
        }
    }

    @Test
    void aFactThatNothingAsksForMayGo() {
        RememberedAnswer next = first(linux(0, 0, 20)).after(answer(linux(0, 20, 20)), FEED, TUESDAY);

        assertThat(next.lacking()).isEmpty();
        assertThat(next.entries().getFirst().facts()).isEmpty();
    }

    @Test
    void whatWasNeverTakenIsNotLost() {
        Feed feed = asking(List.of("linux"), Map.of());

        assertThat(first(linux(0, 20, 20))
                        .after(answer(linux(0, 20, 21)), feed, TUESDAY)
                        .lacking())
                .isEmpty();
    }

    @Test
    void itIsReadAsItWasWritten() {
        RememberedAnswer remembered = first(range(0, 20) + "\n2.0.0 codename=Jod sha512=aa")
                .after(answer(range(1, 20) + "\n2.0.0 codename=Jod sha512=aa"), FEED, TUESDAY);

        assertThat(RememberedAnswer.parse(remembered.json())).isEqualTo(remembered);
        assertThatThrownBy(() -> RememberedAnswer.parse("{\"releases\":[]}"))
                .hasMessageStartingWith("'answeredAt' is no time");
    }

    /** Whatever a feed answers, the plan either stands on all that was known before, or is refused. */
    @Test
    void noAnswerEverShrinksThePlan() {
        Random random = new Random(7);
        RememberedAnswer remembered = first(range(0, 30));
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            List<String> answered = remembered.entries().stream()
                    .map(entry -> entry.version().text())
                    .filter(version -> random.nextInt(100) > random.nextInt(10))
                    .collect(Collectors.toCollection(ArrayList::new));
            answered.add("2." + random.nextInt(50) + ".0");
            Collections.shuffle(answered, random);
            try {
                RememberedAnswer next = remembered.after(answer(String.join("\n", answered)), FEED, TUESDAY);
                assertThat(next.entries()).containsAll(remembered.entries());
                remembered = next;
            } catch (FeedException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 1999);
    }

    private static RememberedAnswer first(String list) {
        return RememberedAnswer.first(answer(list), MONDAY);
    }

    private static FeedAnswer answer(String list) {
        String lines =
                list.contains("\n") || list.contains("=") ? list.replace(".0 1.", ".0\n1.") : list.replace(' ', '\n');
        return FeedType.LIST.read(List.of(lines), null);
    }

    private static String range(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "1." + i + ".0").collect(Collectors.joining(" "));
    }

    private static String versions(RememberedAnswer remembered) {
        return remembered.entries().stream()
                .map(entry -> entry.version().text())
                .collect(Collectors.joining(" "));
    }

    /** Releases, which have the fact from the second number on. */
    private static String linux(int from, int having, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "1." + i + ".0" + (i < having ? "" : " linux=yes"))
                .collect(Collectors.joining("\n"));
    }

    private static Feed asking(List<String> requires, Map<String, String> args) {
        return FeedBuilder.builder(FEED).requires(requires).args(args).build();
    }

    private static Feed feed(String versions, String withdrawn) {
        FeedFile file = new FeedFile(
                null, "list", null, "a.txt", null, null, null, versions, null, null, null, withdrawn, null);
        return FeedCheck.check("app", file, (key, mistake) -> {
                    throw new AssertionError(mistake);
                })
                .orElseThrow();
    }
}
