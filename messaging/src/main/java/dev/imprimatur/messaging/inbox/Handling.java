package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.oci.Digest;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event that came, and what is done with it.
 *
 * @param received what it says, and which it is
 * @param content of the record's value
 * @param handler what is done the first time
 * @param again what is done each time that it comes again, or null: nothing
 */
public record Handling<E extends Event>(
        EventReader.Received<E> received, Digest content, Consumer<E> handler, Consumer<E> again) {

    /**
     * Reads the event in a record; nothing is done when it comes again.
     *
     * @throws BadEventException if the record holds no such event
     */
    public static <E extends Event> Handling<E> of(
            ConsumerRecord<String, byte[]> record, Class<E> type, Consumer<E> handler) {
        return of(record, EventReader.received(record, type), handler, null);
    }

    /** The event that was read from a record. */
    public static <E extends Event> Handling<E> of(
            ConsumerRecord<String, byte[]> record,
            EventReader.Received<E> received,
            Consumer<E> handler,
            Consumer<E> again) {
        return new Handling<>(received, Digest.of(record.value()), handler, again);
    }

    HandledEvents.Content noted() {
        return new HandledEvents.Content(received.identity(), content);
    }

    /** Whether anything is done. */
    boolean counts(Inbox.Delivery delivery) {
        return switch (delivery) {
            case FIRST -> true;
            case AGAIN -> again != null;
            case OTHER_CONTENT -> false;
        };
    }

    void handle(Inbox.Delivery delivery) {
        if (counts(delivery)) {
            (delivery == Inbox.Delivery.FIRST ? handler : again).accept(received.event());
        }
    }
}
