package dev.imprimatur.messaging.inbox;

import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.Event;
import dev.imprimatur.messaging.event.EventReader;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * The way in for every event: read it, note it in the inbox, and handle it, all in one transaction.
 *
 * <p>A record that is no event, or whose handling fails for a reason of its own, is thrown back to the connector, which
 * moves it to the dead-letter topic. While the database cannot be reached nothing is thrown back: the record waits.
 */
@ApplicationScoped
public class Events {
    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int TRIES = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    @Inject
    Inbox inbox;

    /**
     * Handles the event in this record, once over all deliveries.
     *
     * @throws BadEventException if the record holds no such event
     * @throws RuntimeException if handling failed for good
     */
    public <E extends Event> void handle(ConsumerRecord<String, byte[]> record, Class<E> type, Consumer<E> handler) {
        E event = EventReader.read(record, type);
        for (int attempt = 1; ; attempt++) {
            try {
                QuarkusTransaction.requiringNew().call(() -> {
                    if (inbox.note(event)) {
                        handler.accept(event);
                    }
                    return null;
                });
                return;
            } catch (BadEventException e) {
                throw e;
            } catch (RuntimeException e) {
                boolean waits = DatabaseTrouble.passes(e);
                if (!waits && attempt >= TRIES || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warnf("handling %s of %s failed, trying again: %s", event.eventId(), record.topic(), rootOf(e));
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(attempt, 10));
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private static Throwable rootOf(Throwable thrown) {
        return thrown.getCause() == null || thrown.getCause() == thrown ? thrown : rootOf(thrown.getCause());
    }

    /** Tells the database's passing troubles from everything else. */
    private static final class DatabaseTrouble {
        static boolean passes(Throwable thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql && passes(sql.getSQLState(), sql.getMessage())) {
                    return true;
                }
            }
            return false;
        }

        /** Class 08 is connection trouble, 57 operator intervention, 53 resources, 40 a rolled back transaction. */
        private static boolean passes(String state, String message) {
            return state == null
                    ? message != null && message.contains("timeout")
                    : state.startsWith("08")
                            || state.startsWith("57")
                            || state.startsWith("53")
                            || state.startsWith("40");
        }
    }
}
