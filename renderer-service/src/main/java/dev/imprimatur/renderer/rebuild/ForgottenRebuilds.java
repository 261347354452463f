package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.proof.SignedBy;
import dev.imprimatur.messaging.proof.SignedResults;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import dev.imprimatur.messaging.restore.TopicHistory;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.renderer.order.GivenPlaces;
import dev.imprimatur.renderer.order.OrderSigner;
import dev.imprimatur.renderer.order.RollbackRequests;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Recalls what a database from a backup does not know: what images were published as, and how rebuilds ended. It does
 * so before anything is consumed and any work is taken, which would go on with rebuilds that have ended. A rebuild that
 * had not ended is requested again under another id, since no record is left of how far each service was with it.
 */
@ApplicationScoped
public class ForgottenRebuilds {
    private static final Logger LOG = Logger.getLogger(ForgottenRebuilds.class);

    private static final Set<Class<? extends Event>> HANDLED = Set.of(
            RebuildRequested.class,
            RebuildCancelRequested.class,
            BuildCompleted.class,
            TestCompleted.class,
            PublishCompleted.class,
            RollbackRequested.class);
    private static final String AGAIN = "/again";
    private static final String WHY = "the database was restored, it is asked for again";

    @Inject
    ForgottenEvents forgotten;

    @Inject
    TopicHistory past;

    @Inject
    Events events;

    @Inject
    Outbox outbox;

    @Inject
    RebuildProgress progress;

    @Inject
    SignedResults signed;

    @Inject
    OrderSigner signer;

    @Inject
    GivenPlaces given;

    @Inject
    RollbackRequests rollbacks;

    @Inject
    RebuildRequests requests;

    @Inject
    RecallLock lock;

    void start(@Observes @Priority(StartOrder.RECALL) StartupEvent start) {
        recall();
    }

    /** Recalls it. A crash in between leaves the rest to the next start. */
    public void recall() {
        if (forgotten.any(HANDLED, signed::isGenuine)) {
            lock.hold(this::recallForgotten);
        }
    }

    private void recallForgotten() {
        AtomicLong latest = new AtomicLong();
        forgotten.each(
                HANDLED,
                signed::isGenuine,
                each -> latest.accumulateAndGet(each.record().timestamp(), Math::max));
        if (latest.get() == 0) {
            LOG.info("another renderer has made good what the database had forgotten");
            return;
        }
        LOG.warnf("the database is older than what happened, since it was restored: events are forgotten");
        // Before anything that takes long: what another renderer takes meanwhile is not forgotten.
        List<RebuildId> openOnes = openBefore(Instant.ofEpochMilli(latest.get()));
        Set<RebuildId> ordered = given.rollbacks();
        Ends ends = ends(openOnes);
        for (RebuildId open : openOnes) {
            QuarkusTransaction.requiringNew()
                    .run(() -> Rebuild.lock(open).ifPresent(rebuild -> end(rebuild, ends.ofOpen.get(open))));
        }
        forgotten.each(
                HANDLED,
                signed::isGenuine,
                each -> events.handle(
                        each.record(), each.event().getClass(), event -> recall(event, ends.all, ordered)));
    }

    /** Those that are open, but for what a recall that did not complete has asked for again since. */
    private static List<RebuildId> openBefore(Instant lastForgotten) {
        return QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.open().stream()
                        .filter(id -> Rebuild.of(id)
                                .filter(rebuild -> rebuild.request().eventId().contains(AGAIN)
                                        && rebuild.receivedAt.isAfter(lastForgotten))
                                .isEmpty())
                        .toList());
    }

    /** Ends a rebuild that is open as the database has it; {@code ended} is how it had ended, or null. */
    private void end(Rebuild rebuild, RebuildCompleted ended) {
        RebuildId id = rebuild.rebuildId();
        RebuildCancelRequested event = cancelOf(id);
        if (ended != null) {
            asEnded(rebuild, ended);
        } else if (rebuild.cancelled == null) {
            again(rebuild.request());
            progress.cancel(rebuild, FailureReport.cancelled(event.why()));
        }
        outbox.add(event);
    }

    /** For the other services, which may have some of it in hand or on its way to them. */
    private static RebuildCancelRequested cancelOf(RebuildId id) {
        return new RebuildCancelRequested(
                ownId(id, "/restored"), SharedClock.now(), id, RebuildCancelRequested.CANCEL, WHY, "renderer");
    }

    /** It ended as it was announced then: nothing is announced again. */
    private static void asEnded(Rebuild rebuild, RebuildCompleted event) {
        event.published()
                .forEach(end -> image(rebuild, end.image())
                        .ifPresent(image -> image.published(end.digest(), end.tags(), event.occurredAt())));
        event.unchanged()
                .forEach(end -> image(rebuild, end.image())
                        .ifPresent(image -> image.unchanged(end.digest(), end.tags(), event.occurredAt())));
        Stream.of(event.failed(), event.cancelled(), event.superseded())
                .flatMap(List::stream)
                .forEach(
                        end -> image(rebuild, end.image()).ifPresent(image -> image.ended(end.stage(), end.failure())));
        rebuild.completed(event.occurredAt());
        LOG.infof("rebuild %s had ended before the database was restored", rebuild.rebuildId());
    }

    private static Optional<RebuildImage> image(Rebuild rebuild, ImageKey image) {
        return RebuildImage.of(rebuild.rebuildId(), image);
    }

    /**
     * The ends of rebuilds that Kafka still holds.
     *
     * @param all which rebuilds have ended
     * @param ofOpen how those ended that are open as the database has them
     */
    private record Ends(Set<RebuildId> all, Map<RebuildId, RebuildCompleted> ofOpen) {}

    private Ends ends(List<RebuildId> open) {
        Ends ends = new Ends(new HashSet<>(), new HashMap<>());
        SignedBy own = signer.ownEvents();
        past.read(Map.of(Topic.REBUILD_COMPLETED.topic(), Instant.EPOCH), records -> {
            records.forEach(record -> note(record, own, open, ends));
            return true;
        });
        return ends;
    }

    private static void note(ConsumerRecord<String, byte[]> record, SignedBy own, List<RebuildId> open, Ends ends) {
        try {
            RebuildCompleted event = EventReader.read(record, RebuildCompleted.class);
            own.checkKept(event, EventReader.json(record, RebuildCompleted.class), Received.at(record));
            ends.all.add(event.rebuildId());
            if (open.contains(event.rebuildId())) {
                ends.ofOpen.put(event.rebuildId(), event);
            }
        } catch (BadEventException e) {
            LOG.debugf("passed over what is no event: %s", e.getMessage());
        } catch (AttestationException e) {
            LOG.warnf(
                    "that a rebuild ended is left aside, offset %d of %s-%d: %s",
                    record.offset(), record.topic(), record.partition(), e.getMessage());
        }
    }

    private void recall(Event event, Set<RebuildId> ended, Set<RebuildId> ordered) {
        switch (event) {
            case PublishCompleted published when published.succeeded() -> recall(published);
            case RebuildRequested request
            when !ended.contains(request.rebuildId()) -> {
                if (Rebuild.lock(request.rebuildId()).isEmpty()) {
                    again(request);
                    Rebuild rebuild = new Rebuild(request);
                    rebuild.persist();
                    progress.cancel(rebuild, FailureReport.cancelled(WHY));
                    outbox.add(cancelOf(request.rebuildId()));
                }
            }
            case RollbackRequested request when !ordered.contains(request.rebuildId()) -> rollbacks.accept(request);
            default -> LOG.debugf("%s is noted, and means nothing any more", event.eventId());
        }
    }

    /**
     * Notes what an image is, of whose publication no rebuild here knows. What it was made from shows at its next one.
     */
    private static void recall(PublishCompleted event) {
        RebuildImage.built(event.rebuildId(), event.candidate())
                .filter(image -> event.rollback() == null)
                .ifPresentOrElse(
                        image -> RebuildProgress.notePublished(
                                image,
                                event,
                                event.tags().stream()
                                        .map(PublishedTag::reference)
                                        .toList()),
                        () -> RebuildProgress.noteTags(event));
    }

    /** Takes the same request again, and announces it. */
    private void again(RebuildRequested request) {
        String event = ownId(request.rebuildId(), AGAIN);
        RebuildId id = RebuildId.ofEvent(event);
        LOG.warnf("rebuild %s had not ended, it is asked for again as %s", request.rebuildId(), id);
        RebuildRequested again = RebuildRequestedBuilder.builder(request)
                .eventId(event)
                .occurredAt(SharedClock.now())
                .rebuildId(id)
                .build();
        requests.accept(again);
        outbox.add(again);
    }

    /**
     * An event's id that no other sender can have taken before, which would hide the event. So it is with the id of a
     * rebuild: anybody can have asked for one of an id that is known before, or cancelled it, and other services note
     * cancels too.
     */
    private static String ownId(RebuildId about, String what) {
        return about + what + "/" + UUID.randomUUID();
    }
}
