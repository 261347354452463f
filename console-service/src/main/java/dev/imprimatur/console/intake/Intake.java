package dev.imprimatur.console.intake;

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
import dev.imprimatur.messaging.inbox.EventBatches;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.inbox.Handling;
import dev.imprimatur.messaging.inbox.TopicHandler;
import dev.imprimatur.messaging.time.Received;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.Flow;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Listens to every topic. What is no event is dead-lettered by the service whose work the topic is, so here it is only
 * passed over; {@code rebuild-completed}, {@code rollback-completed} and {@code mirror-completed} are no other
 * service's, so the console dead-letters them.
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

    private EventBatches batches;

    @PostConstruct
    void begin() {
        batches = new EventBatches(events, Infrastructure.getDefaultWorkerPool(), readModel::lock);
    }

    void end(@Observes ShutdownEvent event) {
        batches.stop();
    }

    @Incoming("rebuild-requested")
    Flow.Subscriber<Message<byte[]>> requested() {
        return follow(RebuildRequested.class);
    }

    @Incoming("rebuild-cancel-requested")
    Flow.Subscriber<Message<byte[]>> cancelled() {
        return follow(RebuildCancelRequested.class);
    }

    @Incoming("render-completed")
    Flow.Subscriber<Message<byte[]>> rendered() {
        return follow(RenderCompleted.class);
    }

    @Incoming("build-completed")
    Flow.Subscriber<Message<byte[]>> built() {
        return follow(BuildCompleted.class);
    }

    @Incoming("test-completed")
    Flow.Subscriber<Message<byte[]>> tested() {
        return follow(TestCompleted.class);
    }

    @Incoming("publish-completed")
    Flow.Subscriber<Message<byte[]>> published() {
        return follow(PublishCompleted.class);
    }

    @Incoming("rollback-requested")
    Flow.Subscriber<Message<byte[]>> rollbackRequested() {
        return follow(RollbackRequested.class);
    }

    @Incoming("rollback-completed")
    Flow.Subscriber<Message<byte[]>> rolledBack() {
        return show(RollbackCompleted.class);
    }

    @Incoming("mirror-completed")
    Flow.Subscriber<Message<byte[]>> mirrored() {
        return show(MirrorCompleted.class);
    }

    @Incoming("rebuild-completed")
    Flow.Subscriber<Message<byte[]>> completed() {
        return show(RebuildCompleted.class);
    }

    /**
     * Shows an event that is believed, and passes over any other: that is the dead letter of the service whose work it
     * is.
     */
    private <E extends Event> Flow.Subscriber<Message<byte[]>> follow(Class<E> type) {
        return batches.topic(new Shown<>(type) {
            @Override
            public void handle(ConsumerRecord<String, byte[]> message) {
                try {
                    super.handle(message);
                } catch (BadEventException e) {
                    LOG.warnf(
                            "passed over offset %d of %s-%d, which is no event that counts: %s",
                            message.offset(), message.topic(), message.partition(), LogText.of(e.getMessage()));
                }
            }
        });
    }

    private <E extends Event> Flow.Subscriber<Message<byte[]>> show(Class<E> type) {
        return batches.topic(new Shown<>(type));
    }

    /** Shows an event that is believed: what its sender's key did not sign did not happen. */
    private class Shown<E extends Event> implements TopicHandler {
        private final Class<E> type;

        Shown(Class<E> type) {
            this.type = type;
        }

        @Override
        public void handle(ConsumerRecord<String, byte[]> message) {
            EventReader.Received<E> received = EventReader.received(message, type);
            events.handle(Handling.of(
                    message,
                    received,
                    event -> {
                        check(received, message);
                        show(event, message);
                    },
                    null));
        }

        /** Its signature is checked before the transaction, so that none waits for it. */
        @Override
        public Handling<E> checked(ConsumerRecord<String, byte[]> message) {
            EventReader.Received<E> received = EventReader.received(message, type);
            check(received, message);
            return Handling.of(message, received, event -> show(event, message), null);
        }

        private void check(EventReader.Received<E> received, ConsumerRecord<String, byte[]> message) {
            senders.check(received.event(), received.json(), Received.at(message));
        }

        private void show(E event, ConsumerRecord<String, byte[]> message) {
            readModel.apply(event);
            requests.note(event, message);
        }
    }
}
