package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.row.AttemptHistory;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.LogReference;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.outbox.EventTooLargeException;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.proof.TrustedSenders;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import dev.imprimatur.places.UploadPlace;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.TesterConfig;
import dev.imprimatur.tester.order.OrderedBuilds;
import dev.imprimatur.tester.signature.VerdictSigner;
import dev.imprimatur.tester.verdict.Judgement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps test runs and their attempts, each step in one transaction that locks the run. An attempt's result counts only
 * as long as no other tester has taken its run over.
 */
@ApplicationScoped
class TestRuns {
    private static final Logger LOG = Logger.getLogger(TestRuns.class);

    /** An attempt whose work the queue has given to no tester goes on nowhere: its tester died. */
    private static final String CANCELLED_WHILE_WAITING = """
            select r.id from cancelled_rebuild c join test_run r on r.rebuild_id = c.rebuild_id
            where r.verdict is null
              and not exists (select 1 from test_attempt a
                              join scheduled_tasks t on t.task_name = 'test' and t.task_instance = a.run_id and t.picked
                              where a.run_id = r.id and a.ended_at is null)
            limit 100""";

    @Inject
    TesterConfig config;

    @Inject
    LogStore logs;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    Outbox outbox;

    @Inject
    Worker worker;

    @Inject
    Places places;

    @Inject
    OrderedBuilds orders;

    @Inject
    TrustedSenders builders;

    @Inject
    VerdictSigner signer;

    /** Begins the next attempt, if there is to be one. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Opening open(TestRunId id) {
        TestRun run = locked(id);
        if (run.complete()) {
            return new Opening.Complete();
        }
        // The tester of an attempt that is open is gone.
        run.history().interruptOpen();
        Optional<FailureReport> ended = cancelled.find(run.event.rebuildId()).or(() -> refusedSince(run));
        if (ended.isPresent()) {
            complete(run, Judgement.rejected(notRun(run.event), ended.get()));
            return new Opening.Complete();
        }
        Optional<Sick> sick = places.among(needed(run.event), run.waitingFor);
        if (sick.isPresent()) {
            run.waitingFor = sick.get().place();
            return new Opening.Waiting(sick.get().place());
        }
        if (run.history().interruptions() >= config.attempts()) {
            FailureReport last = run.attempts.getLast().failure();
            complete(run, Judgement.rejected(notRun(run.event), last));
            return new Opening.Complete();
        }
        TestAttempt attempt = run.open(worker.name());
        attempt.persist();
        return new OpenAttempt(
                id,
                attempt.number(),
                run.history().failures(),
                attempt.startedAt(),
                attempt.worker(),
                run.event,
                logs.begin(run.id, attempt.number()));
    }

    /** Why nothing is tested that was to be tested when it came: a key that signed it was revoked meanwhile. */
    private Optional<FailureReport> refusedSince(TestRun run) {
        return orders.refusedSince(run.event).or(() -> builders.refusedSince(run.event, run.takenAt));
    }

    /**
     * What a run needs beside engine and staging: that staging takes evidence. An image in another registry than this
     * tester's staging waits for none: its attempts count.
     */
    List<Place> needed(BuildCompleted event) {
        // How staging is spoken to is what the configuration says: a reference does not carry it.
        Registry staging = config.staging();
        return event.staged().registry().equals(staging)
                ? List.of(new UploadPlace(
                        new RepositoryReference(staging, event.staged().repository())))
                : List.of();
    }

    /**
     * Ends an attempt that was stopped since its tester stops, or has lost its database. It counts for nothing.
     *
     * @return how many in a row count for nothing
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public int handBack(OpenAttempt opened) {
        AttemptHistory<TestAttempt> history = locked(opened.run()).history();
        history.open(opened.number()).ifPresent(TestAttempt::handBack);
        return history.freeInARow();
    }

    /**
     * Ends an attempt that a sick place failed; the run waits for that place, and the attempt counts for nothing.
     *
     * @return whether that is so: a run that a place has failed too often has to have its failure count
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public boolean handBack(OpenAttempt opened, FailureReport failure, Sick sick) {
        TestRun run = locked(opened.run());
        if (!run.history().mayBeHandedBack()) {
            return false;
        }
        run.history().open(opened.number()).ifPresent(attempt -> {
            attempt.handBack(failure);
            run.waitingFor = sick.place();
        });
        return true;
    }

    /** Whether no other tester has taken the run over since this attempt began. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public boolean isOpen(TestRunId run, int number) {
        return TestAttempt.count("run.id = ?1 and number = ?2 and endedAt is null", run.value(), number) > 0;
    }

    /** Notes for how long a command has printed nothing. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void silent(OpenAttempt opened, Duration quiet) {
        TestAttempt.update(
                "silentSince = ?1 where run.id = ?2 and number = ?3 and endedAt is null",
                quiet.isZero() ? null : SharedClock.now().minus(quiet),
                opened.run().value(),
                opened.number());
    }

    /** Cancelled runs that no one works on, some of them if there are many. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public List<TestRunId> cancelledWhileWaiting() {
        List<String> ids = NativeQueries.column(TestRun.getEntityManager(), CANCELLED_WHILE_WAITING, String.class)
                .getResultList();
        return ids.stream().map(TestRunId::new).toList();
    }

    /** Ends an attempt after which there is to be another. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void failed(OpenAttempt opened, FailureReport failure) {
        openAttempt(opened).ifPresent(attempt -> attempt.end(failure));
    }

    private static Optional<TestAttempt> openAttempt(OpenAttempt opened) {
        return locked(opened.run()).history().open(opened.number());
    }

    /** Ends a run with its last attempt, and announces it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void complete(OpenAttempt opened, Judgement judgement, FailureReport failure) {
        TestRun run = locked(opened.run());
        run.history()
                .open(opened.number())
                .ifPresentOrElse(
                        attempt -> {
                            attempt.end(failure);
                            complete(run, judgement);
                        },
                        () -> LOG.warnf(
                                "attempt %d of test run %s was taken over; its verdict is dropped",
                                opened.number(), run.id));
    }

    private void complete(TestRun run, Judgement judgement) {
        try {
            tell(run, judgement, run.history().report());
        } catch (EventTooLargeException e) {
            FailureReport why = judgement.failure() == null ? e.report() : judgement.failure();
            tell(run, Judgement.rejected(List.of(), why), run.history().briefReport());
        }
    }

    private void tell(TestRun run, Judgement judgement, List<Attempt> attempts) {
        run.complete(judgement);
        BuildCompleted built = run.event;
        LogReference reference = logs.seal(run.id);
        TestCompleted verdict = TestCompletedBuilder.builder()
                .eventId(run.rebuildId + "/" + run.image + "/tested")
                .occurredAt(run.completedAt)
                .rebuildId(built.rebuildId())
                .candidate(built.candidate())
                .staged(built.staged())
                .verdict(judgement.verdict())
                .results(judgement.results())
                .attempts(attempts)
                .failure(judgement.failure())
                .log(reference)
                .behindSeconds(built.behindSeconds())
                .evidence(judgement.evidence())
                .content(judgement.content())
                .logs(judgement.logs())
                .restated(judgement.restated())
                .build();
        outbox.add(signer.sign(verdict, built.tests()));
        LOG.infof(
                "%s %s: %s, %d test(s), %d attempt(s)%s (rebuild %s, run %s)",
                run.image,
                judgement.verdict(),
                built.staged().digest(),
                judgement.results().size(),
                run.attempts.size(),
                judgement.failure() == null ? "" : ": " + judgement.failure().message(),
                run.rebuildId,
                run.id);
    }

    /** Whether the published image was approved here, with this content. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public boolean isPublished(Candidate candidate, Digest content) {
        return content != null
                && candidate.published() != null
                && TestRun.count(
                                "image = ?1 and digest = ?2 and content = ?3 and verdict = ?4",
                                candidate.image(),
                                candidate.published(),
                                content,
                                Verdict.APPROVED)
                        > 0;
    }

    private static List<TestResult> notRun(BuildCompleted event) {
        return event.tests().stream()
                .map(ImageTest::name)
                .map(name -> new TestResult(name, Outcome.NOT_RUN, 0, null))
                .toList();
    }

    private static TestRun locked(TestRunId id) {
        TestRun run = TestRun.findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
        if (run == null) {
            throw new IllegalStateException("there is no test run " + id);
        }
        return run;
    }
}
