package dev.imprimatur.attempts.row;

import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;

/** One try at a piece of work, written before anything is done, so that it counts even if what makes it dies. */
@MappedSuperclass
public abstract class AttemptRow extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private int number;
    private Instant startedAt;
    private String worker;

    /** Null while it goes on, or for ever if what made it died. */
    private Instant endedAt;

    /** Since when its command has printed nothing, or null. */
    private Instant silentSince;

    @Convert(converter = FailureColumn.class)
    private FailureReport failure;

    /** Whether it does not count: the place where it was made failed, or what made it was asked to stop. */
    private boolean free;

    /** Why an attempt failed that ended with the worker that made it. */
    protected abstract String interruption();

    /** It begins now, as the attempt of this number, made by this worker. */
    public void begin(int ownNumber, String by) {
        number = ownNumber;
        startedAt = SharedClock.now();
        worker = by;
    }

    /** Counted from 1. */
    public int number() {
        return number;
    }

    /** When it was taken from the queue. */
    public Instant startedAt() {
        return startedAt;
    }

    /** What makes it; null if it began before that was noted. */
    public String worker() {
        return worker;
    }

    /** Since when its command has printed nothing, or null. */
    public Instant silentSince() {
        return silentSince;
    }

    /** Why it failed, or null. */
    public FailureReport failure() {
        return failure;
    }

    /** Whether it does not count. */
    public boolean free() {
        return free;
    }

    /** Whether it goes on. */
    public boolean open() {
        return endedAt == null;
    }

    /** It is over; the failure is null if it succeeded. */
    public void end(FailureReport why) {
        endedAt = SharedClock.now();
        failure = why;
    }

    /** Ends it so that it does not count. */
    public void handBack(FailureReport why) {
        end(why);
        free = true;
    }

    /** Ends it so that it does not count: what makes it was asked to stop. */
    public void handBack() {
        interrupted();
        free = true;
    }

    /** What made it ended in the middle. */
    public void interrupted() {
        end(FailureReport.of(FailureKinds.INTERRUPTED, true, interruption()));
    }

    /** The attempt as events report it. */
    public Attempt report() {
        return new Attempt(
                number,
                startedAt,
                endedAt == null ? 0 : Duration.between(startedAt, endedAt).toMillis(),
                failure,
                worker);
    }
}
