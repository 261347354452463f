package dev.imprimatur.messaging.time;

import java.time.Duration;
import java.time.Instant;

/** Sets the clock of the installation for a test, which has to set it right again. */
public final class Clocks {
    private Clocks() {}

    /** As if the database had just said so. */
    public static void read(Instant time) {
        SharedClock.set(time, System.nanoTime(), Duration.ZERO);
    }

    /** As if it had never been asked. */
    public static void forget() {
        SharedClock.forget();
    }
}
