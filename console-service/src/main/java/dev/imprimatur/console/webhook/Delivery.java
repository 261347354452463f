package dev.imprimatur.console.webhook;

import dev.imprimatur.console.timeline.RecordedEvent;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One event on its way to one endpoint. It carries the event: how long events are kept does not matter to it. */
@Entity
@Table(name = "webhook_delivery")
class Delivery extends PanacheEntityBase {
    /** How many are shown. */
    private static final int SHOWN = 20;

    enum State {
        WAITING,
        DELIVERED,
        FAILED
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "webhook_id")
    String webhookId;

    @Column(name = "event_id")
    String eventId;

    String topic;

    @Column(name = "occurred_at")
    Instant occurredAt;

    String event;

    @Enumerated(EnumType.STRING)
    State state;

    int attempts;

    /** What came of the last attempt. */
    String outcome;

    @Column(name = "ended_at")
    Instant endedAt;

    /** Since when it waits for its endpoint, though it is due; null while it does not. */
    @Column(name = "held_since")
    Instant heldSince;

    static Delivery of(Webhook webhook, RecordedEvent event) {
        Delivery delivery = new Delivery();
        delivery.webhookId = webhook.id;
        delivery.eventId = event.eventId;
        delivery.topic = event.topic;
        delivery.occurredAt = event.occurredAt;
        delivery.event = event.json;
        delivery.state = State.WAITING;
        return delivery;
    }

    /** The oldest one that waits for its endpoint. */
    static Optional<Delivery> nextHeld(String webhookId) {
        return find("webhookId = ?1 and heldSince is not null and state = ?2 order by id", webhookId, State.WAITING)
                .firstResultOptional();
    }

    static List<Delivery> latest(String webhookId) {
        return Delivery.<Delivery>find("webhookId = ?1 order by id desc", webhookId)
                .page(0, SHOWN)
                .list();
    }
}
