package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.run.OwnDatabase;
import dev.imprimatur.attempts.run.RunningAttempts.Stoppable;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.engineaccess.attempt.RetryRule;
import dev.imprimatur.engineaccess.place.Blame;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.StagedLog;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.evidence.EvidenceStore;
import dev.imprimatur.tester.log.TestLogs;
import dev.imprimatur.tester.suite.SuiteOutcome;
import dev.imprimatur.tester.suite.TestSuite;
import dev.imprimatur.tester.verdict.Judgement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tests one image: an attempt, and then its verdict, or another attempt later. */
@ApplicationScoped
public class TestWork implements Work {
    private static final Logger LOG = Logger.getLogger(TestWork.class);

    @Inject
    TestRuns runs;

    @Inject
    TestSuite suite;

    @Inject
    RunningTests running;

    @Inject
    Places places;

    @Inject
    Blame blame;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    EvidenceStore evidence;

    @Inject
    RetryRule retry;

    @Inject
    TestLogs logs;

    @Override
    public String name() {
        return "test";
    }

    @Override
    public Next run(String id) {
        TestRunId run = new TestRunId(id);
        return running.once(id, () -> next(run));
    }

    private Next next(TestRunId run) {
        return switch (runs.open(run)) {
            case Opening.Complete complete -> Next.done();
            case Opening.Waiting waiting -> Next.again(places.pause());
            case OpenAttempt opened -> attempt(opened);
        };
    }

    /** A database that goes away in the middle says nothing about the image. */
    private Next attempt(OpenAttempt opened) {
        try {
            return tested(opened);
        } catch (RuntimeException e) {
            return OwnDatabase.handedBack("test run " + opened.run(), e, () -> runs.handBack(opened));
        }
    }

    private Next tested(OpenAttempt opened) {
        Cancellation cancellation = new Cancellation();
        return switch (outcome(opened, cancellation)) {
            case SuiteOutcome.Completed ran -> judged(opened, ran);
            case SuiteOutcome.ImageChanged changed ->
                complete(opened, Judgement.rejected(changed.results(), changed.report()), changed.report());
            case SuiteOutcome.Aborted aborted ->
                cancellation.cancelled() ? stopped(opened, aborted) : stoppedOrFailed(opened, aborted);
        };
    }

    /** What is approved gets its evidence before its verdict, which names it. */
    private Next judged(OpenAttempt opened, SuiteOutcome.Completed ran) {
        Judgement judgement = Judgement.on(ran.results());
        if (judgement.verdict() != Verdict.APPROVED) {
            return complete(opened, judgement, null);
        }
        try {
            BuildCompleted built = opened.event();
            List<EvidenceReference> about = evidence.about(built, ran.inventory());
            List<EvidenceReference> restated =
                    runs.isPublished(built.candidate(), ran.content()) ? evidence.aboutPublished(built) : List.of();
            List<StagedLog> printed = evidence.logs(built, opened.log().id());
            return complete(opened, judgement.with(about, ran.content()).withLogs(printed, restated), null);
        } catch (EngineException e) {
            return stoppedOrFailed(opened, new SuiteOutcome.Aborted(judgement.results(), e));
        }
    }

    /** A request to a registry ends as cancelled where this tester stops and the queue interrupts its work. */
    private Next stoppedOrFailed(OpenAttempt opened, SuiteOutcome.Aborted aborted) {
        return aborted.failure().kind() == Kind.CANCELLED ? stopped(opened, aborted) : againOrRejected(opened, aborted);
    }

    /** Its rebuild was cancelled, or this tester stops and another one goes on, or has already taken it over. */
    private Next stopped(OpenAttempt opened, SuiteOutcome.Aborted aborted) {
        Thread.interrupted();
        Optional<FailureReport> cancel = cancelled.find(opened.event().rebuildId());
        if (cancel.isPresent()) {
            return complete(opened, Judgement.rejected(aborted.results(), cancel.get()), cancel.get());
        }
        UntilStored.store(() -> runs.handBack(opened));
        return Next.again(Duration.ZERO);
    }

    private SuiteOutcome outcome(OpenAttempt opened, Cancellation cancellation) {
        RebuildId rebuild = opened.event().rebuildId();
        try (CommandLog log = logs.open(opened.log(), quiet -> tellSilence(opened, quiet))) {
            log.begin(opened.number(), opened.startedAt(), opened.worker());
            SuiteOutcome outcome;
            try (Stoppable goesOn =
                    running.begin(opened.run().value(), opened.number(), rebuild, cancellation::cancel)) {
                outcome = suite.run(opened.run(), opened.number(), opened.event(), log, cancellation);
            }
            cancelled.find(rebuild).ifPresent(why -> log.line("<== %s", why.message()));
            log.end();
            return outcome;
        }
    }

    private Next againOrRejected(OpenAttempt opened, SuiteOutcome.Aborted aborted) {
        Failure failure = aborted.failure();
        FailureReport report = failure.report();
        Optional<Sick> sick = blame.on(failure, runs.needed(opened.event()));
        if (sick.isPresent() && runs.handBack(opened, report, sick.get())) {
            LOG.infof(
                    "%s waits for %s: %s (rebuild %s, run %s)",
                    opened.event().candidate().image(),
                    sick.get().place(),
                    report.message(),
                    opened.event().rebuildId(),
                    opened.run());
            return Next.again(Duration.ZERO);
        }
        Optional<Duration> delay = retry.after(failure, opened.failures() + 1, aborted.asked());
        if (delay.isEmpty()) {
            return complete(opened, Judgement.rejected(aborted.results(), report), report);
        }
        LOG.infof(
                "%s: attempt %d failed, retrying in %.1f s: %s (rebuild %s, run %s)",
                opened.event().candidate().image(),
                opened.number(),
                delay.get().toMillis() / 1000.0,
                report.message(),
                opened.event().rebuildId(),
                opened.run());
        UntilStored.store(() -> runs.failed(opened, report));
        return Next.again(delay.get());
    }

    private Next complete(OpenAttempt opened, Judgement judgement, FailureReport failure) {
        UntilStored.store(() -> runs.complete(opened, judgement, failure));
        return Next.done();
    }

    /** It is only shown, so a database that is away now does not stop the tests. */
    private void tellSilence(OpenAttempt opened, Duration quiet) {
        try {
            runs.silent(opened, quiet);
        } catch (RuntimeException e) {
            if (DatabaseTrouble.find(e).isEmpty()) {
                throw e;
            }
            LOG.debugf("the silence of %s is not shown now: %s", opened.run(), e.getMessage());
        }
    }
}
