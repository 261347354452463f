package dev.imprimatur.builder.build;

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

/** One try at a build, written before anything is done, so that it counts even if its builder dies. */
@Entity
@Table(name = "build_attempt")
class BuildAttempt extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    Build build;

    int number;
    Instant startedAt;
    String worker;
    /** Null while it goes on, or for ever if its builder died. */
    Instant endedAt;

    /** Since when its command has printed nothing, or null. */
    Instant silentSince;

    @Convert(converter = FailureColumn.class)
    FailureReport failure;

    /** Whether it counts for nothing: the place where it was made failed, or its builder was asked to stop. */
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

    /** Its builder was asked to stop. */
    void handBack() {
        interrupted();
        free = true;
    }

    void interrupted() {
        end(FailureReport.of(
                "interrupted",
                true,
                "the builder " + (worker == null ? "" : worker + " ")
                        + "stopped during this attempt, and another attempt takes the build over"));
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
