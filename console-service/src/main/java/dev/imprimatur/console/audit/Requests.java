package dev.imprimatur.console.audit;

import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.time.Received;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Requests that come over Kafka, from others or from the console itself. */
@ApplicationScoped
public class Requests {
    @Inject
    Audit audit;

    /** Writes the event down if it is a request, as part of the current transaction. */
    public void note(Event event, ConsumerRecord<String, byte[]> message) {
        switch (event) {
            case RebuildRequested asked ->
                came(
                        asked,
                        message,
                        asked.rebuildId() + ": " + (asked.select() == null ? asked.type() : asked.select()),
                        asked.reason(),
                        asked.requestedBy());
            case RebuildCancelRequested asked ->
                came(asked, message, asked.rebuildId().value(), asked.reason(), asked.requestedBy());
            case RollbackRequested asked ->
                came(asked, message, asked.rebuildId() + ": " + asked.reference(), asked.reason(), asked.requestedBy());
            default -> {
                // What services say to each other is no request.
            }
        }
    }

    private void came(
            Event event, ConsumerRecord<String, byte[]> message, String about, String reason, String requestedBy) {
        EventIdentity identity = EventReader.received(message, event.getClass()).identity();
        Instant at = Received.at(message);
        audit.came(identity, at, requestedBy, about, reason);
    }
}
