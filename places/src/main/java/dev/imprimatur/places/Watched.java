package dev.imprimatur.places;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One place and what was last seen of it. */
final class Watched {
    private final Place place;
    private final AtomicInteger unnamed = new AtomicInteger();
    private int rounds;
    private boolean seen;
    private Sick sick;

    Watched(Place place) {
        this.place = place;
    }

    String name() {
        return place.name();
    }

    /** What the place is a part of. */
    String whole() {
        return place.whole();
    }

    /** Something needs it, or waits for it. */
    void named() {
        unnamed.set(0);
    }

    /** Another check interval has begun: for how many nothing has named it. */
    int countUnnamed() {
        return unnamed.getAndIncrement();
    }

    /** Whether it is to be asked in the check interval that has begun. For the watch alone. */
    boolean isDue() {
        rounds++;
        return rounds % place.intervals() == 0;
    }

    /** Asks the place. Two that ask at once may each be right; the one that is later decides. */
    Optional<Sick> look() {
        Optional<String> trouble = place.trouble();
        synchronized (this) {
            seen = true;
            sick = trouble.map(why -> new Sick(name(), sick == null ? Instant.now() : sick.since(), why))
                    .orElse(null);
            return Optional.ofNullable(sick);
        }
    }

    /** What was seen last. */
    synchronized Optional<Sick> sick() {
        return Optional.ofNullable(sick);
    }

    /** Whether it was asked, and is well. */
    synchronized boolean well() {
        return seen && sick == null;
    }
}
