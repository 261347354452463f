package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.messaging.PassingTrouble;
import dev.imprimatur.oci.BackOff;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * The way in for every event: read it, note it in the inbox, and handle it, all in one transaction.
 *
 * <p>A record that is no event, or whose handling fails for a reason of its own, is thrown back to the connector, which
 * moves it to the dead-letter topic. While the database cannot be reached, or the service's own key cannot be read,
 * nothing is thrown back: the record waits, however long that takes, and its waiting is no try.
 */
@ApplicationScoped
public class Events {
    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int TRIES = 3;
    private static final BackOff PAUSES = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5));

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
        handle(Handling.of(record, type, handler));
    }

    /**
     * Handles the event in this record: the first time by one handler, and by another each time that it comes again.
     *
     * @throws BadEventException if the record holds no such event
     * @throws RuntimeException if handling failed permanently
     */
    public <E extends Event> void handle(
            ConsumerRecord<String, byte[]> record, Class<E> type, Consumer<E> handler, Consumer<E> again) {
        handle(Handling.of(record, EventReader.received(record, type), handler, again));
    }

    /**
     * Handles an event that was read, once over all deliveries.
     *
     * @throws RuntimeException if handling failed permanently
     */
    public void handle(Handling<?> event) {
        try {
            tried(event);
        } finally {
            metrics.goesOn(event.received().identity());
        }
    }

    /**
     * Handles several events in their order, all in one transaction: one commit, for which the disk is waited for once.
     * If anything fails, nothing has happened, and each is to be handled by itself: whatever there is to be tried
     * again, waited for, or put aside, is so for one event alone.
     *
     * @param lock locks what those change with which anything is done, before any of them does. Who always locks in the
     *     same order waits for others, and they never for it
     * @return whether they were handled
     */
    public boolean handleTogether(List<Handling<?>> several, Consumer<List<Event>> lock) {
        boolean handled = false;
        try {
            once(several, lock);
            handled = true;
        } catch (RuntimeException e) {
            LOG.warnf("%d events are handled one by one, since together they failed: %s", several.size(), rootOf(e));
        } finally {
            metrics.batch(handled);
        }
        return handled;
    }

    private void tried(Handling<?> event) {
        int failures = 0;
        for (int round = 1; ; round++) {
            try {
                once(List.of(event), none -> {});
                return;
            } catch (BadEventException e) {
                throw e;
            } catch (RuntimeException e) {
                boolean waits = PassingTrouble.find(e).isPresent();
                failures += waits ? 0 : 1;
                if (failures >= TRIES || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                if (waits) {
                    metrics.waits(event.received().identity());
                }
                LOG.warnf(
                        "handling %s failed, trying again: %s", event.received().identity(), rootOf(e));
                pause(round);
            }
        }
    }

    private void once(List<Handling<?>> several, Consumer<List<Event>> lock) {
        List<Inbox.Delivery> deliveries = QuarkusTransaction.requiringNew().call(() -> {
            List<Inbox.Delivery> noted =
                    inbox.note(several.stream().map(Handling::noted).toList());
            lock.accept(IntStream.range(0, several.size())
                    .filter(i -> several.get(i).counts(noted.get(i)))
                    .<Event>mapToObj(i -> several.get(i).received().event())
                    .toList());
            for (int i = 0; i < several.size(); i++) {
                several.get(i).handle(noted.get(i));
            }
            return noted;
        });
        for (int i = 0; i < several.size(); i++) {
            if (deliveries.get(i) == Inbox.Delivery.OTHER_CONTENT) {
                dropped(several.get(i).received().identity());
            }
        }
    }

    private void dropped(EventIdentity event) {
        metrics.dropped(event);
        LOG.warnf(
                "dropped event %s: it was handled before with other content; two senders share source and id, or"
                        + " one of the two is forged",
                event);
    }

    private static void pause(int round) {
        LockSupport.parkNanos(PAUSES.after(round).toNanos());
    }

    private static Throwable rootOf(Throwable thrown) {
        return thrown.getCause() == null || thrown.getCause() == thrown ? thrown : rootOf(thrown.getCause());
    }
}
