package dev.imprimatur.console.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.console.audit.Requests;
import dev.imprimatur.console.proof.Senders;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.inbox.Received;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Listens to every topic. What is no event is dead-lettered by the service whose work the topic is, so here it is only
 * passed over; {@code rebuild-completed}, {@code rollback-completed} and {@code mirror-completed} are no other service's, so
 * the console dead-letters them.
 */
@ApplicationScoped
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @Inject
    Senders senders;

    @Inject
    Requests requests;

    @Incoming("rebuild-requested")
    @Blocking
    void requested(ConsumerRecord<String, byte[]> message) {
        follow(message, RebuildRequested.class);
    }

    @Incoming("rebuild-cancel-requested")
    @Blocking
    void cancelled(ConsumerRecord<String, byte[]> message) {
        follow(message, RebuildCancelRequested.class);
    }

    @Incoming("render-completed")
    @Blocking
    void rendered(ConsumerRecord<String, byte[]> message) {
        follow(message, RenderCompleted.class);
    }

    @Incoming("build-completed")
    @Blocking
    void built(ConsumerRecord<String, byte[]> message) {
        follow(message, BuildCompleted.class);
    }

    @Incoming("test-completed")
    @Blocking
    void tested(ConsumerRecord<String, byte[]> message) {
        follow(message, TestCompleted.class);
    }

    @Incoming("publish-completed")
    @Blocking
    void published(ConsumerRecord<String, byte[]> message) {
        follow(message, PublishCompleted.class);
    }

    @Incoming("rollback-requested")
    @Blocking
    void rollbackRequested(ConsumerRecord<String, byte[]> message) {
        follow(message, RollbackRequested.class);
    }

    @Incoming("rollback-completed")
    @Blocking
    void rolledBack(ConsumerRecord<String, byte[]> message) {
        show(message, RollbackCompleted.class);
    }

    @Incoming("mirror-completed")
    @Blocking
    void mirrored(ConsumerRecord<String, byte[]> message) {
        show(message, MirrorCompleted.class);
    }

    @Incoming("rebuild-completed")
    @Blocking
    void completed(ConsumerRecord<String, byte[]> message) {
        show(message, RebuildCompleted.class);
    }

    /** Shows an event that is believed, and passes over any other: that is the dead letter of the service whose work it is. */
    private <E extends Event> void follow(ConsumerRecord<String, byte[]> message, Class<E> type) {
        try {
            show(message, type);
        } catch (BadEventException e) {
            LOG.warnf(
                    "passed over offset %d of %s-%d, which is no event that counts: %s",
                    message.offset(), message.topic(), message.partition(), LogText.of(e.getMessage()));
        }
    }

    /** Shows an event that is believed: what its sender's key did not sign did not happen. */
    private <E extends Event> void show(ConsumerRecord<String, byte[]> message, Class<E> type) {
        ObjectNode json = EventReader.json(message, type);
        events.handle(message, type, event -> {
            senders.check(event, json, Received.at(message));
            readModel.apply(event);
            requests.note(event, message);
        });
    }
}
