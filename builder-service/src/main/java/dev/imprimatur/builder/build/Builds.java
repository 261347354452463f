package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.event.BuildCompleted;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RenderCompleted;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps builds and their attempts, each step in one transaction that locks the build. What an attempt came to counts
 * only as long as nobody else has taken its build over.
 */
@ApplicationScoped
class Builds {
    private static final Logger LOG = Logger.getLogger(Builds.class);

    @Inject
    BuilderConfig config;

    @Inject
    LogStore logs;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    Outbox outbox;

    @Inject
    Worker worker;

    /** Begins the next attempt, if there is to be one. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Opening open(BuildKey key) {
        Build build = locked(key);
        if (build.complete()) {
            return new Opening.Complete();
        }
        Optional<FailureReport> cancel = cancelled.find(build.event.rebuildId());
        if (cancel.isPresent()) {
            endUnbuilt(build, cancel.get());
            return new Opening.Complete();
        }
        if (othersOfItsImageGoOn(build)) {
            return new Opening.Busy();
        }
        build.interruptOpenAttempts();
        if (build.interruptions() >= config.attempts()) {
            build.fail(build.attempts.getLast().failure);
            tell(build);
            return new Opening.Complete();
        }
        BuildAttempt attempt = build.open(worker.name());
        attempt.persist();
        return new Opening.Opened(
                key,
                attempt.number,
                attempt.startedAt,
                attempt.worker,
                build.event,
                logs.begin(build.id, attempt.number));
    }

    /** Ends a build of an older rebuild that has not begun, as part of the current transaction: a newer one is there. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void supersede(BuildKey older, RebuildId newer) {
        Build build = Build.findById(older.value(), LockModeType.PESSIMISTIC_WRITE);
        if (build != null && !build.complete() && build.attempts.isEmpty()) {
            endUnbuilt(build, FailureReport.superseded("rebuild " + newer + " builds it instead"));
        }
    }

    private void endUnbuilt(Build build, FailureReport why) {
        build.interruptOpenAttempts();
        build.fail(why);
        tell(build);
    }

    /** The lock keeps two builds of one image from beginning at the same moment. */
    private static boolean othersOfItsImageGoOn(Build build) {
        Build.getEntityManager()
                .createNativeQuery("select 1 from (select pg_advisory_xact_lock(hashtext(:image))) as locked")
                .setParameter("image", build.image)
                .getSingleResult();
        return BuildAttempt.count(
                        "build.image = ?1 and build.id <> ?2 and build.completedAt is null and endedAt is null",
                        build.image,
                        build.id)
                > 0;
    }

    /** Ends an attempt that was stopped together with its builder. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void interrupted(Opening.Opened opened) {
        openAttempt(opened).ifPresent(BuildAttempt::interrupted);
    }

    /** Ends an attempt after which there is to be another. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void failed(Opening.Opened opened, FailureReport failure) {
        openAttempt(opened).ifPresent(attempt -> attempt.end(failure));
    }

    private static Optional<BuildAttempt> openAttempt(Opening.Opened opened) {
        return locked(opened.build()).openAttempt(opened.number());
    }

    /** Ends a build with its last attempt, without an image, and tells everybody. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void completeWithout(Opening.Opened opened, FailureReport failure) {
        Build build = locked(opened.build());
        build.openAttempt(opened.number())
                .ifPresentOrElse(
                        attempt -> {
                            attempt.end(failure);
                            build.fail(failure);
                            tell(build);
                        },
                        () -> dropped(opened));
    }

    /**
     * Ends a build with its image, and tells everybody.
     *
     * @param log what it printed, as an artifact beside the image; null if it is not there
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void complete(Opening.Opened opened, Staged staged, Digest log) {
        Build build = locked(opened.build());
        build.openAttempt(opened.number())
                .ifPresentOrElse(
                        attempt -> {
                            attempt.end(null);
                            build.succeed(staged);
                            tell(build, log);
                        },
                        () -> dropped(opened));
    }

    private static void dropped(Opening.Opened opened) {
        LOG.warnf("attempt %d of build %s was taken over; its result is dropped", opened.number(), opened.build());
    }

    private void tell(Build build) {
        tell(build, null);
    }

    private void tell(Build build, Digest log) {
        RenderCompleted rendered = build.event;
        outbox.add(new BuildCompleted(
                build.rebuildId + "/" + build.image + "/built",
                build.completedAt,
                rendered.rebuildId(),
                rendered.candidate(),
                build.imageId == null ? null : new Digest(build.imageId),
                build.staged == null ? null : ImageReference.parse(build.staged),
                rendered.tests(),
                build.toldAttempts(),
                build.failure,
                logs.seal(build.id),
                log));
        LOG.infof(
                "%s %s %s in %.1f s (rebuild %s, build %s)",
                build.failure == null ? "built" : "could not build",
                build.image,
                build.failure == null ? "as " + build.staged : "(" + build.failure.message() + ")",
                build.took().toMillis() / 1000.0,
                build.rebuildId,
                build.id);
    }

    private static Build locked(BuildKey key) {
        Build build = Build.findById(key.value(), LockModeType.PESSIMISTIC_WRITE);
        if (build == null) {
            throw new IllegalStateException("there is no build " + key);
        }
        return build;
    }
}
