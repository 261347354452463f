package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.log.BuildLog;
import dev.imprimatur.builder.log.BuildLogs;
import dev.imprimatur.builder.retry.RetryRule;
import dev.imprimatur.builder.stage.StagedLogs;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.Digest;
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
        return switch (builds.open(new BuildKey(id))) {
            case Opening.Complete complete -> Next.done();
            case Opening.Busy busy -> Next.again(BUSY);
            case Opening.Opened opened -> attempt(opened);
        };
    }

    private Next attempt(Opening.Opened opened) {
        try (BuildLog log = logs.open(opened.log())) {
            log.line("==> attempt %d at %s by %s", opened.number(), opened.startedAt(), opened.worker());
            return attempt(opened, log);
        }
    }

    private Next attempt(Opening.Opened opened, BuildLog log) {
        Cancellation cancellation = running.begin(opened.build(), opened.event().rebuildId());
        BuildOutcome outcome;
        try {
            outcome = builder.build(opened, log, cancellation);
        } finally {
            running.end(opened.build());
        }
        return switch (outcome) {
            case BuildOutcome.Succeeded succeeded -> {
                log.line("<== staged as %s", succeeded.staged().reference());
                log.end();
                Optional<Digest> kept = stagedLogs.store(opened.build(), succeeded.staged());
                builds.complete(opened, succeeded.staged(), kept.orElse(null));
                yield Next.done();
            }
            case BuildOutcome.Failed failed -> {
                log.line("<== %s", failed.failure().message());
                Optional<FailureReport> cancel = cancelled.find(opened.event().rebuildId());
                cancel.ifPresent(why -> log.line("<== %s", why.message()));
                log.end();
                yield cancellation.cancelled() ? stopped(opened, cancel) : againOrNot(opened, failed);
            }
        };
    }

    /** Its rebuild was cancelled, or else this builder stops and another one goes on. */
    private Next stopped(Opening.Opened opened, Optional<FailureReport> cancel) {
        if (cancel.isPresent()) {
            builds.completeWithout(opened, cancel.get());
            return Next.done();
        }
        builds.interrupted(opened);
        return Next.again(Duration.ZERO);
    }

    private Next againOrNot(Opening.Opened opened, BuildOutcome.Failed failed) {
        Optional<Duration> delay = retry.after(failed.failure(), opened.number(), failed.asked());
        if (delay.isEmpty()) {
            builds.completeWithout(opened, failed.failure().report());
            return Next.done();
        }
        LOG.infof(
                "%s could not be built, trying again in %d ms: %s (rebuild %s, build %s, attempt %d)",
                opened.event().candidate().image(),
                delay.get().toMillis(),
                failed.failure().message(),
                opened.event().rebuildId(),
                opened.build(),
                opened.number());
        builds.failed(opened, failed.failure().report());
        return Next.again(delay.get());
    }
}
