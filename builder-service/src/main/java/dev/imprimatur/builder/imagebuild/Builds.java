package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.row.AttemptHistory;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.builder.order.OrderedRenderings;
import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.builder.stage.StagingTag;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.ReferencedRegistryPlace;
import dev.imprimatur.places.Sick;
import dev.imprimatur.places.UploadPlace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Keeps builds and their attempts, each step in one transaction that locks the build. The result of an attempt counts
 * only as long as no other builder has taken its build over.
 */
@ApplicationScoped
class Builds {
    private static final Logger LOG = Logger.getLogger(Builds.class);

    /** An attempt whose work the queue has given to no builder goes on nowhere: its builder died. */
    private static final String CANCELLED_WHILE_WAITING = """
            select b.id from cancelled_rebuild c join build b on b.rebuild_id = c.rebuild_id
            where b.completed_at is null
              and not exists (select 1 from build_attempt a
                              join scheduled_tasks t on t.task_name = 'build' and t.task_instance = a.build_id and t.picked
                              where a.build_id = b.id and a.ended_at is null)
            limit 100""";

    @Inject
    BuilderConfig config;

    @Inject
    LogStore logs;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    Announcements announcements;

    @Inject
    OrderedRenderings orders;

    @Inject
    Worker worker;

    @Inject
    Places places;

    /** Begins the next attempt, if there is to be one. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Opening open(BuildKey key) {
        Build build = locked(key);
        if (build.complete()) {
            return new Opening.Complete();
        }
        // The builder of an attempt that is open is gone; while it is open no other build of this image begins.
        build.history().interruptOpen();
        Optional<FailureReport> ended =
                cancelled.find(build.event.rebuildId()).or(() -> orders.refusedSince(build.event));
        if (ended.isPresent()) {
            endUnbuilt(build, ended.get());
            return new Opening.Complete();
        }
        Optional<Sick> sick = places.among(needed(build.event), build.waitingFor);
        if (sick.isPresent()) {
            build.waitingFor = sick.get().place();
            return new Opening.Waiting(sick.get().place());
        }
        if (othersOfItsImageGoOn(build)) {
            return new Opening.Busy();
        }
        if (build.history().interruptions() >= config.attempts()) {
            build.fail(build.attempts.getLast().failure());
            announcements.add(build, null);
            return new Opening.Complete();
        }
        BuildAttempt attempt = build.open(worker.name());
        attempt.persist();
        return new Opening.Opened(
                key,
                attempt.number(),
                build.history().failures(),
                build.event,
                build.sentTo != null,
                build.named(),
                new Opening.LogBegin(logs.begin(build.id, attempt.number()), attempt.startedAt(), attempt.worker()));
    }

    /** What a build needs beside engine and staging: the registries of its bases, and that staging takes its image. */
    List<Place> needed(RenderCompleted event) {
        Stream<Place> bases = event.candidate().bases().stream()
                .map(ImageReference::registry)
                .distinct()
                .map(ReferencedRegistryPlace::new);
        Registry staging = config.staging();
        return Stream.concat(bases, Stream.of(new UploadPlace(RepositoryReference.of(StagingTag.of(event, staging)))))
                .toList();
    }

    /**
     * Ends a build of an older rebuild that has not begun, as part of the current transaction: a newer one is there.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void supersede(BuildKey older, RebuildId newer) {
        Build build = Build.findById(older.value(), LockModeType.PESSIMISTIC_WRITE);
        if (build != null && !build.complete() && build.attempts.isEmpty()) {
            endUnbuilt(build, FailureReport.superseded("rebuild " + newer + " builds it instead"));
        }
    }

    private void endUnbuilt(Build build, FailureReport why) {
        build.fail(why);
        announcements.add(build, null);
    }

    /** The lock keeps two builds of one image from beginning at the same moment. */
    private static boolean othersOfItsImageGoOn(Build build) {
        Build.getEntityManager()
                .createNativeQuery("select 1 from (select pg_advisory_xact_lock(hashtext(:image))) as locked")
                .setParameter("image", build.image.toString())
                .getSingleResult();
        return BuildAttempt.count(
                        "build.image = ?1 and build.id <> ?2 and build.completedAt is null and endedAt is null",
                        build.image,
                        build.id)
                > 0;
    }

    /**
     * Ends an attempt that was stopped since its builder stops, or has lost its database. It counts for nothing.
     *
     * @return how many in a row count for nothing
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public int handBack(Opening.Opened opened) {
        AttemptHistory<BuildAttempt> history = locked(opened.build()).history();
        history.open(opened.number()).ifPresent(BuildAttempt::handBack);
        return history.freeInARow();
    }

    /**
     * Ends an attempt that a sick place failed; the build waits for that place, and the attempt counts for nothing.
     *
     * @return whether that is so: a build that a place has failed too often has to have its failure count
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public boolean handBack(Opening.Opened opened, FailureReport failure, Sick sick) {
        Build build = locked(opened.build());
        if (!build.history().mayBeHandedBack()) {
            return false;
        }
        build.history().open(opened.number()).ifPresent(attempt -> {
            attempt.handBack(failure);
            build.waitingFor = sick.place();
        });
        return true;
    }

    /**
     * Notes where an attempt is about to push its image, before it does: so that it is deleted there if no attempt
     * reports it.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void sending(Opening.Opened opened) {
        Build build = locked(opened.build());
        build.history()
                .open(opened.number())
                .ifPresent(attempt -> build.sentTo = StagingTag.of(build.event, config.staging()));
    }

    /**
     * Notes the digest of what an attempt built, before staging has it, so that a later attempt recognizes it there.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void named(Opening.Opened opened, Digest manifest) {
        Build build = locked(opened.build());
        build.history().open(opened.number()).ifPresent(attempt -> build.named = manifest.value());
    }

    /** Whether no other builder has taken the build over since this attempt began. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public boolean isOpen(BuildKey build, int number) {
        return BuildAttempt.count("build.id = ?1 and number = ?2 and endedAt is null", build.value(), number) > 0;
    }

    /** Notes for how long a command has printed nothing. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void silent(Opening.Opened opened, Duration quiet) {
        BuildAttempt.update(
                "silentSince = ?1 where build.id = ?2 and number = ?3 and endedAt is null",
                quiet.isZero() ? null : SharedClock.now().minus(quiet),
                opened.build().value(),
                opened.number());
    }

    /** Cancelled builds that no one works on, some of them if there are many. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public List<BuildKey> cancelledWhileWaiting() {
        List<String> ids = NativeQueries.column(Build.getEntityManager(), CANCELLED_WHILE_WAITING, String.class)
                .getResultList();
        return ids.stream().map(BuildKey::new).toList();
    }

    /** Ends an attempt after which there is to be another. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void failed(Opening.Opened opened, FailureReport failure) {
        openAttempt(opened).ifPresent(attempt -> attempt.end(failure));
    }

    private static Optional<BuildAttempt> openAttempt(Opening.Opened opened) {
        return locked(opened.build()).history().open(opened.number());
    }

    /** Ends a build with its last attempt, without an image, and announces it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void completeWithout(Opening.Opened opened, FailureReport failure) {
        Build build = locked(opened.build());
        build.history()
                .open(opened.number())
                .ifPresentOrElse(
                        attempt -> {
                            attempt.end(failure);
                            build.fail(failure);
                            announcements.add(build, null);
                        },
                        () -> dropped(opened));
    }

    /**
     * Ends a build with its image, and announces it.
     *
     * @param log what it printed, as an artifact beside the image; null if it is not there
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void complete(Opening.Opened opened, Staged staged, Digest log) {
        Build build = locked(opened.build());
        build.history()
                .open(opened.number())
                .ifPresentOrElse(
                        attempt -> {
                            attempt.end(null);
                            build.succeed(staged);
                            announcements.add(build, log);
                        },
                        () -> dropped(opened));
    }

    private static void dropped(Opening.Opened opened) {
        LOG.warnf("attempt %d of build %s was taken over; its result is dropped", opened.number(), opened.build());
    }

    private static Build locked(BuildKey key) {
        Build build = Build.findById(key.value(), LockModeType.PESSIMISTIC_WRITE);
        if (build == null) {
            throw new IllegalStateException("there is no build " + key);
        }
        return build;
    }
}
