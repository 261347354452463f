package dev.imprimatur.console.audit;

import java.time.Clock;

/** So many a minute: who has no token cannot fill the database with refusals. */
final class Allowance {
    private static final long MINUTE = 60_000;

    private final int most;
    private final Clock clock;
    private long minute;
    private int taken;

    Allowance(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Whether there is one left in this minute. */
    synchronized boolean take() {
        long now = clock.millis() / MINUTE;
        if (now != minute) {
            minute = now;
            taken = 0;
        }
        return taken++ < most;
    }
}
