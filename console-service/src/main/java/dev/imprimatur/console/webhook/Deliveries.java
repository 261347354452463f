package dev.imprimatur.console.webhook;

import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.work.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Queues a delivery for every endpoint that wants an event, in the transaction that records the event. */
@ApplicationScoped
class Deliveries {
    @Inject
    WorkQueue queue;

    @Inject
    DeliveryWork work;

    void recorded(@Observes RecordedEvent event) {
        for (Webhook webhook : Webhook.interestedIn(event.topic)) {
            Delivery delivery = Delivery.of(webhook, event);
            delivery.persistAndFlush();
            queue.add(work, delivery.id.toString(), Priority.MANUAL);
        }
    }
}
