package dev.imprimatur.renderer;

import dev.imprimatur.oci.BackOff;
import java.time.Duration;

/** The pauses between attempts: each is twice as long as the one before, up to a minute. */
public final class Pause {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Pause() {}

    /**
     * The pause after an attempt.
     *
     * @param attempts how many there were, from 1
     * @param first the pause after the first
     */
    public static Duration after(int attempts, Duration first) {
        return new BackOff(first, LONGEST).after(attempts);
    }
}
