package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCompletedBuilder;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Stage;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.renderer.order.OrderSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What the end of one image means for the others: children of a published base are rendered, children of a failed one
 * fail with it, siblings go on. When nothing is open any more the rebuild ends. Callers hold the rebuild's lock.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class RebuildProgress {
    private static final Logger LOG = Logger.getLogger(RebuildProgress.class);
    private static final int IN_HAND = 20;

    @Inject
    Outbox outbox;

    @Inject
    WorkQueue queue;

    @Inject
    Renderings renderings;

    @Inject
    CancelledEnd cancelledEnd;

    @Inject
    RebuildTimeout timeout;

    @Inject
    OrderSigner signer;

    /** The plan is made: its images are entered, and those without parents in it are rendered. */
    public void planned(Rebuild rebuild, List<RebuildImage> images) {
        EntityManager entities = RebuildImage.getEntityManager();
        for (int i = 0; i < images.size(); i++) {
            images.get(i).persist();
            if ((i + 1) % IN_HAND == 0 || i + 1 == images.size()) {
                // What stays with the session keeps two copies of its recipe in memory.
                entities.flush();
                images.subList(i - i % IN_HAND, i + 1).forEach(entities::detach);
            }
        }
        rebuild.running(images.size());
        LOG.infof("rebuild %s planned: %d images", rebuild.rebuildId(), images.size());
        renderings.add(rebuild, ReadyImages.among(images, rebuild.rebuildId()));
        closeIfDone(rebuild);
    }

    /** There is no plan: the rebuild ends. */
    public void unplannable(Rebuild rebuild, FailureReport failure) {
        LOG.warnf("rebuild %s cannot be planned: %s", rebuild.rebuildId(), failure.message());
        close(rebuild, List.of(), failure);
    }

    /** An image was published, or stayed as it was: then its children get the base that they had. */
    void published(Rebuild rebuild, RebuildImage image, PublishCompleted event, List<ImageReference> tags) {
        boolean wasTakenAsFailed = image.state() == RebuildImage.State.FAILED;
        if (event.changedNothing()) {
            image.unchanged(event.digest(), tags, event.occurredAt());
        } else {
            image.published(event.digest(), tags, event.occurredAt());
        }
        notePublished(image, event, tags);
        LOG.infof(
                event.changedNothing() ? "%s unchanged, stays %s (rebuild %s)" : "%s published as %s (rebuild %s)",
                image.key(),
                event.digest(),
                rebuild.rebuildId());
        if (wasTakenAsFailed && rebuild.cancelled == null) {
            MistakenFailures.takeBack(image);
        }
        renderings.add(rebuild, ReadyImages.on(image.key(), rebuild.rebuildId()));
        closeIfDone(rebuild);
    }

    /** Notes what the image is now, whatever its rebuild thinks of it. */
    static void notePublished(RebuildImage image, PublishCompleted event, List<ImageReference> tags) {
        ImageReference first = tags.getFirst();
        PublishedImage.note(
                image.key(),
                ImageReference.of(first.registry(), first.repository(), event.digest()),
                image.fingerprint,
                placeOf(event));
        noteHolder(event, image.recipe().pinned());
    }

    /** Notes every tag that was set: to the candidate's own come those that the image keeps. */
    private static void noteHolder(PublishCompleted event, List<Tag> pinned) {
        event.tags().stream()
                .map(PublishedTag::reference)
                .map(reference -> reference.repository().tag(reference.tag()))
                .forEach(tag -> TagHolder.note(tag, event, !pinned.contains(tag), placeOf(event)));
    }

    /** It was cancelled: nothing more is rendered, and what is on its way is waited for, since it may be published. */
    void cancel(Rebuild rebuild, FailureReport why) {
        if (rebuild.state() == Rebuild.State.COMPLETED || rebuild.cancelled != null) {
            return;
        }
        rebuild.cancelled(why, SharedClock.now());
        LOG.infof("rebuild %s: %s", rebuild.rebuildId(), why.message());
        queue.add(cancelledEnd, rebuild.id, Priority.SECURITY);
        RebuildImage.waiting(rebuild.rebuildId()).forEach(image -> image.failed(Stage.RENDER, why));
        closeIfDone(rebuild);
    }

    /** Nothing has been heard for too long of the images that were on their way: the cancelled rebuild ends. */
    void giveUp(Rebuild rebuild) {
        RebuildImage.open(rebuild.rebuildId()).forEach(image -> image.failed(Stage.BUILD, rebuild.cancelled));
        closeIfDone(rebuild);
    }

    /**
     * A newer rebuild does these open images: what waits is dropped, and what is on its way is noted for the builder.
     */
    void superseded(Rebuild rebuild, List<RebuildImage> images, RebuildId newer) {
        for (RebuildImage image : images) {
            if (image.state() == RebuildImage.State.WAITING) {
                image.failed(Stage.RENDER, FailureReport.superseded("rebuild " + newer + " does it instead"));
            } else {
                image.supersededBy(newer);
            }
        }
        closeIfDone(rebuild);
    }

    /** A later one published the image before: what is built on it here is built on that. */
    void superseded(Rebuild rebuild, RebuildImage image, FailureReport why) {
        image.failed(Stage.PUBLISH, why);
        LOG.infof("%s is superseded (rebuild %s): %s", image.key(), rebuild.rebuildId(), why.message());
        renderings.add(rebuild, ReadyImages.on(image.key(), rebuild.rebuildId()));
        closeIfDone(rebuild);
    }

    /**
     * An image's tags went back to an earlier revision of it: what is built from it from now on, is built from that.
     */
    void rolledBack(PublishCompleted event) {
        noteTags(event);
        LOG.infof(
                "%s went back to %s (rollback %s)",
                event.candidate().image(), event.digest(), event.rollback().rebuildId());
    }

    /**
     * What is signed and has no place is earlier than all that has one. A publisher that signs nothing yet gives no
     * place of rollbacks.
     */
    private static Long placeOf(PublishCompleted event) {
        return event.place() == null && event.envelope() != null ? Long.valueOf(0) : event.place();
    }

    /** Notes what the image is now and which tags it has, while no rebuild here knows what it was made from. */
    static void noteTags(PublishCompleted event) {
        ImageKey image = event.candidate().image();
        ImageReference first = event.tags().getFirst().reference();
        PublishedImage.back(
                image, ImageReference.of(first.registry(), first.repository(), event.digest()), placeOf(event));
        noteHolder(event, event.candidate().pinned());
    }

    /**
     * An image failed at this stage, and what is built from it does too; or it was cancelled, and its rebuild with it.
     */
    public void failed(Rebuild rebuild, RebuildImage image, Stage stage, FailureReport failure) {
        if (failure.wasCancelled()) {
            // Builder, tester or publisher has read the cancel before this service has: nothing failed.
            image.failed(stage, failure);
            cancel(rebuild, failure);
            closeIfDone(rebuild);
            return;
        }
        Map<ImageKey, List<RebuildImage>> children = new HashMap<>();
        RebuildImage.waiting(rebuild.rebuildId())
                .forEach(child -> child.parents()
                        .forEach(parent -> children.computeIfAbsent(parent, key -> new ArrayList<>())
                                .add(child)));
        fail(rebuild, children, image, stage, failure);
        closeIfDone(rebuild);
    }

    private static void fail(
            Rebuild rebuild,
            Map<ImageKey, List<RebuildImage>> children,
            RebuildImage image,
            Stage stage,
            FailureReport failure) {
        image.failed(stage, failure);
        LOG.warnf(
                "%s failed at %s (rebuild %s): %s", image.key(), stage.word(), rebuild.rebuildId(), failure.message());
        FailureReport ofChildren = FailureReport.of(
                "base-failed",
                false,
                "its base " + image.key() + " failed at " + stage.word() + ": " + failure.message());
        children.getOrDefault(image.key(), List.of()).stream()
                .filter(child -> child.state() == RebuildImage.State.WAITING)
                .forEach(child -> fail(rebuild, children, child, Stage.BASE, ofChildren));
    }

    private void closeIfDone(Rebuild rebuild) {
        if (rebuild.state() != Rebuild.State.COMPLETED && !RebuildImage.anyOpen(rebuild.rebuildId())) {
            close(rebuild, rebuild.images(), null);
        }
    }

    private void close(Rebuild rebuild, List<RebuildImage> images, FailureReport failure) {
        Instant now = SharedClock.now();
        rebuild.completed(now);
        queue.remove(timeout, rebuild.id);
        queue.remove(cancelledEnd, rebuild.id);
        RebuildEnd end = RebuildEnd.of(rebuild, images, failure);
        outbox.add(signer.sign(RebuildCompletedBuilder.builder()
                .eventId(rebuild.rebuildId() + "/completed")
                .occurredAt(now)
                .rebuildId(rebuild.rebuildId())
                .outcome(end.outcome())
                .reason(rebuild.request().reason())
                .requestedAt(rebuild.requestedAt)
                .published(end.published())
                .failed(end.failed())
                .holes(end.holes())
                .failure(end.failure())
                .cancelled(end.cancelled())
                .superseded(end.superseded())
                .unchanged(end.unchanged())
                .build()
                .fitting()));
        LOG.infof("rebuild %s %s", rebuild.rebuildId(), end);
    }
}
