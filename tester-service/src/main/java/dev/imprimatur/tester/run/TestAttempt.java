package dev.imprimatur.tester.run;

import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.column.FailureColumn;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** One try at a test run, written before anything is done, so that it counts even if its tester dies. */
@Entity
@Table(name = "test_attempt")
class TestAttempt extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    TestRun run;

    int number;
    Instant startedAt;
    String worker;
    /** Null while it goes on, or for ever if its tester died. */
    Instant endedAt;

    /** Since when its command has printed nothing, or null. */
    Instant silentSince;

    @Convert(converter = FailureColumn.class)
    FailureReport failure;

    /** Whether it counts for nothing: the place where it was made failed, or its tester was asked to stop. */
    boolean free;

    boolean open() {
        return endedAt == null;
    }

    void end(FailureReport why) {
        endedAt = Instant.now();
        failure = why;
    }

    /** Ends it as one that counts for nothing. */
    void handBack(FailureReport why) {
        end(why);
        free = true;
    }

    /** Its tester was asked to stop. */
    void handBack() {
        interrupted();
        free = true;
    }

    void interrupted() {
        end(FailureReport.of(
                "interrupted",
                true,
                "the tester " + (worker == null ? "" : worker + " ")
                        + "stopped during this attempt, or an error of its own ended it; its log says which"));
    }

    Attempt told() {
        return new Attempt(
                number,
                startedAt,
                endedAt == null ? 0 : Duration.between(startedAt, endedAt).toMillis(),
                failure,
                worker);
    }
}
