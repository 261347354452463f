package dev.imprimatur.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Spot engine = new Spot("engine");
    private final Spot staging = new Spot("registry staging");
    private final Spot other = new Spot("registry other");
    private final Door door = new Door();
    private final Breakers breakers = new Breakers(List.of(engine, staging), INTERVAL, door);

    /** A place that is as the test sets it. */
    private static final class Spot implements Place {
        private final String name;
        private final String whole;
        private final AtomicInteger asked = new AtomicInteger();
        private final Queue<Throwable> mistakes = new ConcurrentLinkedQueue<>();
        private volatile String trouble;
        private int intervals = 1;

        Spot(String name) {
            this(name, name);
        }

        Spot(String name, String whole) {
            this.name = name;
            this.whole = whole;
        }

        @Override
        public int intervals() {
            return intervals;
        }

        @Override
        public String whole() {
            return whole;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> trouble() {
            asked.incrementAndGet();
            switch (mistakes.poll()) {
                case Error error -> throw error;
                case RuntimeException mistake -> throw mistake;
                case null, default -> {
                    return Optional.ofNullable(trouble);
                }
            }
        }
    }

    private static final class Door implements Breakers.Gate {
        private volatile boolean open = true;

        @Override
        public void open() {
            open = true;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    @AfterEach
    void stop() {
        breakers.stop();
    }

    @Test
    void nothingIsTakenBeforeEveryPlaceWasSeenToBeWell() {
        staging.trouble = "does not answer";
        breakers.start();

        await().atMost(SOON)
                .until(() -> engine.asked.get() > 2 && !breakers.sick().isEmpty());
        assertThat(door.open).isFalse();

        staging.trouble = null;
        await().atMost(SOON).until(() -> door.open);
        assertThat(breakers.sick()).isEmpty();
    }

    @Test
    void severalSickPartsMakeTheWholeSickAndFewDoNot() {
        breakers.start();
        Spot fourth = new Spot("uploads to four", "uploads");
        List<Spot> parts = Stream.of("one", "two", "three")
                .map(name -> new Spot("uploads to " + name, "uploads"))
                .toList();
        parts.forEach(part -> part.trouble = "no room");
        breakers.ask(List.of(parts.get(0)));
        breakers.ask(List.of(parts.get(1)));
        await().atMost(SOON).until(() -> door.open);
        assertThat(breakers.among(List.of(fourth), null)).isEmpty();

        breakers.ask(List.of(parts.get(2)));
        assertThat(breakers.among(List.of(fourth), null).orElseThrow().place()).isEqualTo("uploads");
        assertThat(breakers.among(List.of(other), null)).isEmpty();

        parts.get(0).trouble = null;
        await().atMost(SOON)
                .until(() -> breakers.among(List.of(fourth), "uploads").isEmpty());
        assertThat(breakers.among(List.of(parts.get(1)), null)).isPresent();
    }

    @Test
    void whereNoPlaceIsNeededByAllWorkItIsTakenAtOnce() {
        Breakers none = new Breakers(List.of(), INTERVAL, door);
        none.start();

        assertThat(door.open).isTrue();
        none.stop();
    }

    @Test
    void aSickPlaceClosesTheGateAndIsReportedSinceWhenAndWhy() {
        breakers.start();
        await().atMost(SOON).until(() -> door.open);

        engine.trouble = "first";
        await().atMost(SOON).until(() -> !door.open);
        Sick first = breakers.among(List.of(), null).orElseThrow();
        engine.trouble = "later";
        await().atMost(SOON)
                .until(() ->
                        breakers.sick().stream().anyMatch(sick -> sick.why().equals("later")));

        assertThat(breakers.sick()).containsExactly(new Sick("engine", first.since(), "later"));
        assertThat(breakers.count()).isOne();
    }

    @Test
    void whatFailedAsksAtOnceInsteadOfWaitingForTheNextLook() {
        Door slow = new Door();
        Breakers seldom = new Breakers(List.of(engine), Duration.ofHours(1), slow);
        seldom.start();
        await().atMost(SOON).until(() -> slow.open);

        engine.trouble = "it went";

        assertThat(seldom.ask(List.of()).orElseThrow().why()).isEqualTo("it went");
        assertThat(slow.open).isFalse();
        seldom.stop();
    }

    @Test
    void aPlaceThatNotAllWorkNeedsHoldsUpWhatNeedsItAlone() {
        breakers.start();
        await().atMost(SOON).until(() -> door.open);
        other.trouble = "does not answer";
        assertThat(breakers.among(List.of(other), null))
                .as("it did not fail anything yet")
                .isEmpty();

        assertThat(breakers.ask(List.of(other)).orElseThrow().place()).isEqualTo("registry other");

        assertThat(door.open).isTrue();
        assertThat(breakers.among(List.of(), null)).isEmpty();
        assertThat(breakers.among(List.of(other), null)).isPresent();
        assertThat(breakers.among(List.of(), "registry other"))
                .as("what it failed before")
                .isPresent();
        other.trouble = null;
        await().atMost(SOON).until(() -> breakers.among(List.of(other), null).isEmpty());
    }

    @Test
    void whatNothingWaitsForAnyMoreIsNoLongerWatched() {
        other.trouble = "does not answer";
        breakers.ask(List.of(other));
        assertThat(breakers.count()).isOne();

        await().atMost(SOON).until(() -> breakers.count() == 0);

        int asked = other.asked.get();
        await().during(INTERVAL.multipliedBy(5)).atMost(SOON).until(() -> other.asked.get() == asked);
        assertThat(breakers.ask(List.of(other)))
                .as("what fails for want of it finds it again")
                .isPresent();
        assertThat(breakers.count()).isOne();
    }

    @Test
    void whatIsWaitedForIsWatchedHoweverLongItIsSick() {
        other.trouble = "does not answer";
        breakers.ask(List.of(other));

        await().pollInterval(INTERVAL).atMost(SOON).until(() -> {
            assertThat(breakers.among(List.of(), other.name())).isPresent();
            return other.asked.get() > 2 * Breakers.FORGOTTEN;
        });
    }

    @Test
    void aStrangersSiteIsAskedMoreSeldom() {
        Spot site = new Spot("feed");
        site.intervals = 6;
        List<Spot> both = List.of(other, site);
        both.forEach(place -> place.trouble = "does not answer");
        both.forEach(place -> breakers.ask(List.of(place)));

        await().pollInterval(INTERVAL).atMost(SOON).until(() -> {
            breakers.among(both, site.name());
            return site.asked.get() > 3;
        });
        assertThat(other.asked.get()).isGreaterThan(2 * site.asked.get());

        site.trouble = null;
        await().atMost(SOON).until(() -> breakers.count() == 1);
    }

    @Test
    void aMistakeInAskingDoesNotEndTheWatch() {
        engine.mistakes.addAll(Collections.nCopies(3, new IllegalStateException("for the test")));
        breakers.start();

        await().atMost(SOON).until(() -> door.open);
        assertThat(engine.mistakes).isEmpty();
    }

    @Test
    void norDoesAnAnswerThatTakesAllOfTheStack() {
        engine.mistakes.add(new StackOverflowError("for the test"));
        breakers.start();

        await().atMost(SOON).until(() -> door.open);
        assertThat(engine.mistakes).isEmpty();
    }

    @Test
    void whatIsWellIsNotToBlame() {
        breakers.start();

        assertThat(breakers.ask(List.of(other))).isEmpty();
    }

    @Test
    void aStoppedOneLeavesTheGateAsItIs() {
        breakers.start();
        await().atMost(SOON).until(() -> door.open);

        breakers.stop();
        door.close();
        breakers.ask(List.of());

        assertThat(door.open).isFalse();
    }
}
