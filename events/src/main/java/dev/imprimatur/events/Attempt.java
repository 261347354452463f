package dev.imprimatur.events;

import java.time.Instant;
import java.util.Set;

/**
 * One try at a stage's work.
 *
 * @param number counted from 1
 * @param startedAt when it began
 * @param durationMillis how long it took
 * @param failure why it failed, or null if it succeeded
 * @param worker which instance of the service made it, or null if that is not known
 */
public record Attempt(int number, Instant startedAt, long durationMillis, FailureReport failure, String worker) {
    private static final Set<String> STOPPED = Set.of(FailureKinds.INTERRUPTED, FailureKinds.CANCELLED);

    /** The same, with a brief failure. */
    public Attempt brief() {
        return failure == null ? this : new Attempt(number, startedAt, durationMillis, failure.brief(), worker);
    }

    /**
     * Whether the step itself failed; that its service stopped, or that it was stopped, says nothing about the step.
     */
    public boolean stepFailed() {
        return failure != null && !STOPPED.contains(failure.kind());
    }
}
