package dev.imprimatur.messaging.deadletter;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What handles a record by itself. */
public interface RecordHandler {

    /**
     * Handles a record by itself.
     *
     * @throws RuntimeException if it is refused: it becomes a dead letter
     */
    void handle(ConsumerRecord<String, byte[]> record);
}
