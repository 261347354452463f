package dev.imprimatur.renderer.order;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.order.HighestPlace;
import dev.imprimatur.messaging.order.Orders;
import dev.imprimatur.messaging.restore.TopicHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Finds in Kafka which places were given. What no renderer signed does not count. */
@ApplicationScoped
public class GivenPlaces {
    private static final Logger LOG = Logger.getLogger(GivenPlaces.class);
    private static final List<Class<? extends Event>> TELL =
            List.of(RenderCompleted.class, TestCompleted.class, PublishCompleted.class, RollbackOrdered.class);

    @Inject
    TopicHistory past;

    @Inject
    OrderSigner signer;

    @Inject
    Places places;

    /** Raises the sequence above all of them, so that none is given again. */
    public void raise() {
        Orders orders = signer.own();
        AtomicLong highest = new AtomicLong();
        for (Class<? extends Event> type : TELL) {
            past.each(
                    Instant.EPOCH,
                    Topic.of(type).topic(),
                    record -> highest.accumulateAndGet(place(record, type, orders), Math::max));
        }
        places.raise(highest.get());
        LOG.infof("the highest place that Kafka holds is %d", highest.get());
    }

    /** The rollbacks that have a place. */
    public Set<RebuildId> rollbacks() {
        Orders orders = signer.own();
        Set<RebuildId> ordered = new HashSet<>();
        past.each(Instant.EPOCH, Topic.ROLLBACK_ORDERED.topic(), record -> {
            if (place(record, RollbackOrdered.class, orders) > 0) {
                ordered.add(EventReader.read(record, RollbackOrdered.class).rebuildId());
            }
        });
        return ordered;
    }

    private static long place(ConsumerRecord<String, byte[]> record, Class<? extends Event> type, Orders orders) {
        try {
            long place = switch (EventReader.read(record, type)) {
                case RenderCompleted rendered -> place(rendered.candidate(), rendered.rebuildId(), orders);
                case TestCompleted tested -> place(tested.candidate(), tested.rebuildId(), orders);
                case PublishCompleted published
                when published.rollback() == null -> place(published.candidate(), published.rebuildId(), orders);
                case RollbackOrdered rollback -> {
                    orders.checkKept(rollback);
                    yield rollback.place();
                }
                default -> 0;
            };
            return place <= HighestPlace.LAST ? place : 0;
        } catch (BadEventException | AttestationException e) {
            LOG.debugf("passed over offset %d of %s: %s", record.offset(), record.topic(), e.getMessage());
            return 0;
        }
    }

    private static long place(Candidate candidate, RebuildId rebuild, Orders orders) {
        orders.checkKept(candidate, rebuild);
        return candidate.place();
    }
}
