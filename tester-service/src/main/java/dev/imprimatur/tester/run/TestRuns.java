package dev.imprimatur.tester.run;

import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.event.BuildCompleted;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageTest;
import dev.imprimatur.messaging.event.LogReference;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.event.TestResult;
import dev.imprimatur.messaging.event.TestResult.Outcome;
import dev.imprimatur.messaging.event.Verdict;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.TesterConfig;
import dev.imprimatur.tester.signature.VerdictSigner;
import dev.imprimatur.tester.verdict.Judgement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps test runs and their attempts, each step in one transaction that locks the run. What an attempt found out counts
 * only as long as nobody else has taken its run over.
 */
@ApplicationScoped
class TestRuns {
    private static final Logger LOG = Logger.getLogger(TestRuns.class);

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
    VerdictSigner signer;

    /** Begins the next attempt, or nothing if the run is complete or has had all its attempts. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Optional<OpenAttempt> open(TestRunId id) {
        TestRun run = locked(id);
        if (run.complete()) {
            return Optional.empty();
        }
        run.attempts.stream().filter(TestAttempt::open).forEach(TestAttempt::interrupted);
        Optional<FailureReport> cancel = cancelled.find(run.event.rebuildId());
        if (cancel.isPresent()) {
            complete(run, Judgement.rejected(notRun(run.event), cancel.get()));
            return Optional.empty();
        }
        if (run.interruptions() >= config.attempts()) {
            FailureReport last = run.attempts.getLast().failure;
            complete(run, Judgement.rejected(notRun(run.event), last));
            return Optional.empty();
        }
        TestAttempt attempt = run.open(worker.name());
        attempt.persist();
        return Optional.of(new OpenAttempt(
                id, attempt.number, attempt.startedAt, attempt.worker, run.event, logs.begin(run.id, attempt.number)));
    }

    /** Ends an attempt that was stopped together with its tester. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void interrupted(OpenAttempt opened) {
        openAttempt(opened).ifPresent(TestAttempt::interrupted);
    }

    /** Ends an attempt after which there is to be another. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void failed(OpenAttempt opened, FailureReport failure) {
        openAttempt(opened).ifPresent(attempt -> attempt.end(failure));
    }

    private static Optional<TestAttempt> openAttempt(OpenAttempt opened) {
        return locked(opened.run()).openAttempt(opened.number());
    }

    /** Ends a run with its last attempt, and tells everybody. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void complete(OpenAttempt opened, Judgement judgement, FailureReport failure) {
        TestRun run = locked(opened.run());
        run.openAttempt(opened.number())
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
        run.complete(judgement);
        BuildCompleted built = run.event;
        LogReference reference = logs.seal(run.id);
        TestCompleted verdict = new TestCompleted(
                run.rebuildId + "/" + run.image + "/tested",
                run.completedAt,
                built.rebuildId(),
                built.candidate(),
                built.staged(),
                judgement.verdict(),
                judgement.results(),
                run.toldAttempts(),
                judgement.failure(),
                reference);
        outbox.add(signer.sign(
                verdict.with(judgement.evidence(), judgement.content())
                        .withLogs(judgement.logs(), judgement.restated()),
                built.tests()));
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

    /** Whether what the image is published as was approved here, and is the same as this content. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public boolean isPublished(Candidate candidate, Digest content) {
        return content != null
                && candidate.published() != null
                && TestRun.count(
                                "image = ?1 and digest = ?2 and content = ?3 and verdict = ?4",
                                candidate.image().toString(),
                                candidate.published().value(),
                                content.value(),
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
