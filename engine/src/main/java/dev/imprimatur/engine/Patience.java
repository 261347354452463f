package dev.imprimatur.engine;

import dev.imprimatur.oci.BackOff;
import dev.imprimatur.oci.http.RetryAfter;
import java.time.Duration;
import java.util.Optional;

/**
 * Retries only what can succeed: the transient as often as its kind is worth, the unknown twice, and the permanent
 * never.
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
        return Optional.of(RetryAfter.pause(
                new BackOff(failure.kind().pause(pause), longestPause).spreadAfter(made), asked, longestPause));
    }
}
