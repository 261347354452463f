package dev.imprimatur.engine;

import dev.imprimatur.oci.registry.RetryAfter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Retries only what can succeed: chance as often as its kind is worth, the unknown twice, and the permanent never.
 *
 * @param attempts how many attempts are usual
 * @param pause how long to wait after the first one usually
 * @param longestPause the longest wait that is not a registry's own wish
 */
public record Patience(int attempts, Duration pause, Duration longestPause) {
    private static final int ATTEMPTS_AT_THE_UNKNOWN = 2;

    /**
     * How long to wait before the next attempt, or nothing if there is none.
     *
     * @param failure why the last attempt failed
     * @param made how many attempts were made
     * @param asked how long a registry asked to wait at least, which {@link RetryAfter} bounds
     */
    public Optional<Duration> after(Failure failure, int made, Duration asked) {
        int bound = switch (failure) {
            case Failure.Transient passing -> passing.kind().attempts(attempts);
            case Failure.Unknown unknown -> Math.min(ATTEMPTS_AT_THE_UNKNOWN, attempts);
            case Failure.Permanent permanent -> 1;
        };
        if (made >= bound) {
            return Optional.empty();
        }
        return Optional.of(RetryAfter.pause(backOff(failure.kind(), made), asked, longestPause));
    }

    /** Doubled with each attempt up to the longest; the upper half is left to chance, so that not all return at once. */
    private Duration backOff(Failure.Kind kind, int made) {
        long longest = longestPause.toMillis();
        long doubled = Math.min(longest, kind.pause(pause).toMillis() << Math.min(made - 1, 20));
        return Duration.ofMillis(doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1));
    }
}
