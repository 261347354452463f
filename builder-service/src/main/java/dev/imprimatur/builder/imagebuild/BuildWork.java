package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.run.OwnDatabase;
import dev.imprimatur.attempts.run.RunningAttempts.Stoppable;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.log.BuildLogs;
import dev.imprimatur.builder.stage.StagedLogs;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.engineaccess.attempt.RetryRule;
import dev.imprimatur.engineaccess.place.Blame;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Builds one image: an attempt, and then its result, or another attempt later. */
@ApplicationScoped
public class BuildWork implements Work {
    private static final Logger LOG = Logger.getLogger(BuildWork.class);
    private static final Duration BUSY = Duration.ofSeconds(2);

    @Inject
    Builds builds;

    @Inject
    ImageBuilder builder;

    @Inject
    RunningBuilds running;

    @Inject
    RetryRule retry;

    @Inject
    Places places;

    @Inject
    Blame blame;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    BuildLogs logs;

    @Inject
    StagedLogs stagedLogs;

    @Override
    public String name() {
        return "build";
    }

    @Override
    public Next run(String id) {
        BuildKey build = new BuildKey(id);
        return running.once(id, () -> next(build));
    }

    private Next next(BuildKey build) {
        return switch (builds.open(build)) {
            case Opening.Complete complete -> Next.done();
            case Opening.Busy busy -> Next.again(BUSY);
            case Opening.Waiting waiting -> Next.again(places.pause());
            case Opening.Opened opened -> attempt(opened);
        };
    }

    /** A database that goes away in the middle says nothing about the build. */
    private Next attempt(Opening.Opened opened) {
        try (CommandLog log = logs.open(opened.log().at(), quiet -> tellSilence(opened, quiet))) {
            log.begin(opened.number(), opened.log().startedAt(), opened.log().worker());
            return attempt(opened, log);
        } catch (RuntimeException e) {
            return OwnDatabase.handedBack("build " + opened.build(), e, () -> builds.handBack(opened));
        }
    }

    private Next attempt(Opening.Opened opened, CommandLog log) {
        Cancellation cancellation = new Cancellation();
        return switch (outcome(opened, log, cancellation)) {
            case BuildOutcome.Succeeded succeeded -> {
                log.line("<== staged as %s", succeeded.staged().reference());
                log.end();
                Optional<Digest> kept = stagedLogs.store(opened.build(), succeeded.staged());
                UntilStored.store(() -> builds.complete(opened, succeeded.staged(), kept.orElse(null)));
                yield Next.done();
            }
            case BuildOutcome.Failed failed -> {
                log.line("<== %s", failed.failure().message());
                Optional<FailureReport> cancel = cancelled.find(opened.event().rebuildId());
                cancel.ifPresent(why -> log.line("<== %s", why.message()));
                log.end();
                // A request to a registry ends as cancelled where this builder stops and the queue interrupts its work.
                yield cancellation.cancelled() || failed.failure().kind() == Kind.CANCELLED
                        ? stopped(opened, cancel)
                        : againOrNot(opened, failed);
            }
        };
    }

    private BuildOutcome outcome(Opening.Opened opened, CommandLog log, Cancellation cancellation) {
        try (Stoppable goesOn = running.begin(
                opened.build().value(), opened.number(), opened.event().rebuildId(), cancellation::cancel)) {
            return builder.build(opened, log, cancellation);
        }
    }

    /** Its rebuild was cancelled, or this builder stops and another one goes on, or has already taken it over. */
    private Next stopped(Opening.Opened opened, Optional<FailureReport> cancel) {
        if (cancel.isPresent()) {
            UntilStored.store(() -> builds.completeWithout(opened, cancel.get()));
            return Next.done();
        }
        UntilStored.store(() -> builds.handBack(opened));
        return Next.again(Duration.ZERO);
    }

    private Next againOrNot(Opening.Opened opened, BuildOutcome.Failed failed) {
        Optional<Sick> sick = blame.on(failed.failure(), builds.needed(opened.event()));
        if (sick.isPresent() && builds.handBack(opened, failed.failure().report(), sick.get())) {
            LOG.infof(
                    "%s waits for %s: %s (rebuild %s, build %s)",
                    opened.event().candidate().image(),
                    sick.get().place(),
                    failed.failure().message(),
                    opened.event().rebuildId(),
                    opened.build());
            return Next.again(Duration.ZERO);
        }
        Optional<Duration> delay = retry.after(failed.failure(), opened.failures() + 1, failed.asked());
        if (delay.isEmpty()) {
            UntilStored.store(
                    () -> builds.completeWithout(opened, failed.failure().report()));
            return Next.done();
        }
        LOG.infof(
                "%s: attempt %d failed, retrying in %.1f s: %s (rebuild %s, build %s)",
                opened.event().candidate().image(),
                opened.number(),
                delay.get().toMillis() / 1000.0,
                failed.failure().message(),
                opened.event().rebuildId(),
                opened.build());
        UntilStored.store(() -> builds.failed(opened, failed.failure().report()));
        return Next.again(delay.get());
    }

    /** It is only shown, so a database that is away now does not stop the build. */
    private void tellSilence(Opening.Opened opened, Duration quiet) {
        try {
            builds.silent(opened, quiet);
        } catch (RuntimeException e) {
            if (DatabaseTrouble.find(e).isEmpty()) {
                throw e;
            }
            LOG.debugf("the silence of %s is not shown now: %s", opened.build(), e.getMessage());
        }
    }
}
