package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.oci.Digest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * The way in for every event: read it, note it in the inbox, and handle it, all in one transaction.
 *
 * <p>A record that is no event, or whose handling fails for a reason of its own, is thrown back to the connector, which
 * moves it to the dead-letter topic. While the database cannot be reached nothing is thrown back: the record waits,
 * however long that takes, and its waiting is no try.
 */
@ApplicationScoped
public class Events {
    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int TRIES = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    @Inject
    Inbox inbox;

    @Inject
    InboxMetrics metrics;

    /**
     * Handles the event in this record, once over all deliveries.
     *
     * @throws BadEventException if the record holds no such event
     * @throws RuntimeException if handling failed permanently
     */
    public <E extends Event> void handle(ConsumerRecord<String, byte[]> record, Class<E> type, Consumer<E> handler) {
        handle(record, type, handler, event -> {});
    }

    /**
     * Handles the event in this record: the first time by one handler, and by another each time that it comes again.
     *
     * @throws BadEventException if the record holds no such event
     * @throws RuntimeException if handling failed permanently
     */
    public <E extends Event> void handle(
            ConsumerRecord<String, byte[]> record, Class<E> type, Consumer<E> handler, Consumer<E> again) {
        EventReader.Received<E> received = EventReader.received(record, type);
        Digest content = Digest.of(record.value());
        try {
            told(received, tried(received, content, handler, again));
        } finally {
            metrics.goesOn(received.identity());
        }
    }

    private <E extends Event> Inbox.Delivery tried(
            EventReader.Received<E> received, Digest content, Consumer<E> handler, Consumer<E> again) {
        int failures = 0;
        for (int round = 1; ; round++) {
            try {
                return once(received, content, handler, again);
            } catch (BadEventException e) {
                throw e;
            } catch (RuntimeException e) {
                boolean waits = DatabaseTrouble.find(e).isPresent();
                failures += waits ? 0 : 1;
                if (failures >= TRIES || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                if (waits) {
                    metrics.waits(received.identity());
                }
                LOG.warnf("handling %s failed, trying again: %s", received.identity(), rootOf(e));
                pause(round);
            }
        }
    }

    private <E extends Event> Inbox.Delivery once(
            EventReader.Received<E> received, Digest content, Consumer<E> handler, Consumer<E> again) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Inbox.Delivery delivery = inbox.note(received.identity(), content);
            switch (delivery) {
                case FIRST -> handler.accept(received.event());
                case AGAIN -> again.accept(received.event());
                case OTHER_CONTENT -> {
                    // Reported below.
                }
            }
            return delivery;
        });
    }

    private void told(EventReader.Received<?> received, Inbox.Delivery delivery) {
        if (delivery == Inbox.Delivery.OTHER_CONTENT) {
            metrics.dropped(received.identity());
            LOG.warnf(
                    "dropped event %s: it was handled before with other content; two senders share source and id, or"
                            + " one of the two is forged",
                    received.identity());
        }
    }

    private static void pause(int round) {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(round, 10));
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private static Throwable rootOf(Throwable thrown) {
        return thrown.getCause() == null || thrown.getCause() == thrown ? thrown : rootOf(thrown.getCause());
    }
}
