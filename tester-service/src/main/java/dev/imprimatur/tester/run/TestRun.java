package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.row.AttemptHistory;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.column.ImageReferenceColumn;
import dev.imprimatur.messaging.column.RebuildIdColumn;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.verdict.Judgement;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The testing of one image in one rebuild. */
@Entity
@Table(name = "test_run")
class TestRun extends PanacheEntityBase {
    @Id
    String id;

    @Convert(converter = RebuildIdColumn.class)
    RebuildId rebuildId;

    @Convert(converter = ImageKeyColumn.class)
    ImageKey image;

    /** Not written again with each step: it may be large. */
    @Column(updatable = false)
    @Convert(converter = BuiltColumn.class)
    BuildCompleted event;

    Instant receivedAt;

    /**
     * When what is to be tested came to Kafka, as far as that is sure; null if it was queued by a release that did not
     * note it.
     */
    Instant takenAt;

    /** Null until it is known. */
    @Enumerated(EnumType.STRING)
    Verdict verdict;

    @Convert(converter = ResultsColumn.class)
    List<TestResult> results;

    @Convert(converter = FailureColumn.class)
    FailureReport failure;

    Instant completedAt;

    /** The sick place for which it was handed back; null once it goes on. */
    String waitingFor;

    /** What was tested. */
    @Convert(converter = DigestColumn.class)
    Digest digest;

    /** Where that lies, by digest. */
    @Convert(converter = ImageReferenceColumn.class)
    ImageReference staged;

    /** The digest of its content; null if it was not approved, or that cannot be computed. */
    @Convert(converter = DigestColumn.class)
    Digest content;

    @OneToMany(mappedBy = "run", cascade = CascadeType.PERSIST)
    @OrderBy("number")
    List<TestAttempt> attempts = new ArrayList<>();

    static TestRun of(BuildCompleted event, Instant takenAt) {
        TestRun run = new TestRun();
        run.id = TestRunId.of(event.rebuildId(), event.candidate().image()).value();
        run.rebuildId = event.rebuildId();
        run.image = event.candidate().image();
        run.event = event;
        run.staged = event.staged();
        run.digest = event.staged() == null ? null : event.staged().digest();
        run.receivedAt = SharedClock.now();
        run.takenAt = takenAt;
        return run;
    }

    boolean complete() {
        return verdict != null;
    }

    AttemptHistory<TestAttempt> history() {
        return new AttemptHistory<>(attempts);
    }

    TestAttempt open(String worker) {
        TestAttempt attempt = new TestAttempt();
        attempt.run = this;
        waitingFor = null;
        return history().add(attempt, worker);
    }

    void complete(Judgement judgement) {
        verdict = judgement.verdict();
        results = judgement.results();
        failure = judgement.failure();
        content = judgement.content();
        completedAt = SharedClock.now();
    }
}
