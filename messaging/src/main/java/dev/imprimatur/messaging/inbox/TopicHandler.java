package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.messaging.deadletter.RecordHandler;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How the records of a topic are handled that may be handled together with others. */
public interface TopicHandler extends RecordHandler {

    /**
     * Reads and checks a record, so that nothing is left to be done but what the database does.
     *
     * @throws BadEventException if it is no event that counts; it is handled by itself, then
     */
    Handling<?> checked(ConsumerRecord<String, byte[]> record);
}
