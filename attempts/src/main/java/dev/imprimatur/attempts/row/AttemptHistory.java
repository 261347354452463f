package dev.imprimatur.attempts.row;

import dev.imprimatur.events.Attempt;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.places.Places;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All attempts at one piece of work, and what they count for.
 *
 * @param attempts the last one last
 * @param <A> an attempt
 */
public record AttemptHistory<A extends AttemptRow>(List<A> attempts) {
    private static final int IN_FULL = 5;

    /** Adds an attempt, which begins now and is made by this worker. */
    public A add(A attempt, String worker) {
        attempt.begin(attempts.size() + 1, worker);
        attempts.add(attempt);
        return attempt;
    }

    /** The attempt of this number if it goes on. */
    public Optional<A> open(int number) {
        return attempts.stream()
                .filter(attempt -> attempt.open() && attempt.number() == number)
                .findFirst();
    }

    /** Whether one goes on. */
    public boolean anyOpen() {
        return attempts.stream().anyMatch(AttemptRow::open);
    }

    /** Ends open attempts whose worker is gone. */
    public void interruptOpen() {
        attempts.stream().filter(AttemptRow::open).forEach(AttemptRow::interrupted);
    }

    /** How many attempts ended with their worker: work that brings workers down is given up eventually. */
    public int interruptions() {
        return count(attempt -> !attempt.free() && !attempt.report().stepFailed());
    }

    /** How many attempts failed of themselves: only these use up what a failure is worth. */
    public int failures() {
        return count(attempt -> !attempt.free() && attempt.report().stepFailed());
    }

    /**
     * Whether a sick place may fail it once more without that counting: work that makes its places sick is given up
     * eventually.
     */
    public boolean mayBeHandedBack() {
        return count(attempt -> attempt.free() && attempt.report().stepFailed()) < Places.MOST_HANDED_BACK;
    }

    /** How many of the last ones in a row count for nothing. */
    public int freeInARow() {
        int free = 0;
        for (A attempt : attempts.reversed()) {
            if (!attempt.free()) {
                break;
            }
            free++;
        }
        return free;
    }

    private int count(Predicate<A> which) {
        return (int) attempts.stream()
                .filter(attempt -> attempt.failure() != null)
                .filter(which)
                .count();
    }

    /** Since when the command of the one that goes on has printed nothing, or null. */
    public Instant silentSince() {
        return attempts.stream()
                .filter(AttemptRow::open)
                .map(AttemptRow::silentSince)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** From the first attempt to this end, or to now if that is null; nothing if there was no attempt. */
    public Duration took(Instant end) {
        return attempts.isEmpty()
                ? Duration.ZERO
                : Duration.between(attempts.getFirst().startedAt(), end == null ? SharedClock.now() : end);
    }

    /** The attempts with all that is known of them. */
    public List<Attempt> all() {
        return attempts.stream().map(AttemptRow::report).toList();
    }

    /**
     * The attempts as events report them: in full only the last few, since many that count for nothing can come before.
     */
    public List<Attempt> report() {
        return all().stream()
                .map(attempt -> attempts.size() - attempt.number() < IN_FULL ? attempt : attempt.brief())
                .toList();
    }

    /** The last few attempts, each briefly, for an event that is too large otherwise. */
    public List<Attempt> briefReport() {
        return all().stream()
                .skip(Math.max(0, attempts.size() - IN_FULL))
                .map(Attempt::brief)
                .toList();
    }
}
