package dev.imprimatur.oci;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts, each twice as long as the one before.
 *
 * @param first the pause after the first attempt
 * @param longest the longest one
 */
public record BackOff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;

    /**
     * The pause after an attempt.
     *
     * @param attempt its number, from 1
     */
    public Duration after(int attempt) {
        return Duration.ofMillis(millis(attempt));
    }

    /**
     * The same, half of it random, so that not all return at once.
     *
     * @param attempt its number, from 1
     */
    public Duration spreadAfter(int attempt) {
        long full = millis(attempt);
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    private long millis(int attempt) {
        return Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS));
    }
}
