package dev.imprimatur.console.webhook;

import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.work.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Queues a delivery for every endpoint that wants an event, in the transaction that records the event. */
@ApplicationScoped
class Deliveries {
    @Inject
    WorkQueue queue;

    @Inject
    DeliveryWork work;

    @Inject
    TransactionSynchronizationRegistry transactions;

    void recorded(@Observes RecordedEvent event) {
        for (Webhook webhook : interestedIn(event.topic)) {
            Delivery delivery = Delivery.of(webhook, event);
            delivery.persistAndFlush();
            queue.add(work, delivery.id.toString(), Priority.MANUAL);
        }
    }

    /** Asked for once a transaction: one that is registered meanwhile gets what comes after it. */
    @SuppressWarnings("unchecked")
    private List<Webhook> interestedIn(String topic) {
        Map<String, List<Webhook>> known = (Map<String, List<Webhook>>) transactions.getResource(Deliveries.class);
        if (known == null) {
            known = new HashMap<>();
            transactions.putResource(Deliveries.class, known);
        }
        return known.computeIfAbsent(topic, Webhook::interestedIn);
    }
}
