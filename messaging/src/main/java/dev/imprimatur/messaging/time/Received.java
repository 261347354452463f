package dev.imprimatur.messaging.time;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/** When a record came, whatever its sender says. */
public final class Received {
    private Received() {}

    /**
     * When Kafka took the record, or now: where the topic leaves a record's time to its sender, all that is sure is
     * that it is here.
     */
    public static Instant at(ConsumerRecord<?, ?> record) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME
                ? Instant.ofEpochMilli(record.timestamp())
                : SharedClock.now();
    }
}
