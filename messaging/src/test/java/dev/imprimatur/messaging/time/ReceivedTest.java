package dev.imprimatur.messaging.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ReceivedTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @Test
    void whatTheBrokerSaysCountsAndWhatTheSenderSaysDoesNot() {
        Instant before = Instant.now();

        assertThat(Received.at(record(TimestampType.LOG_APPEND_TIME))).isEqualTo(LONG_AGO);
        assertThat(Received.at(record(TimestampType.CREATE_TIME))).isAfterOrEqualTo(before);
    }

    private static ConsumerRecord<String, byte[]> record(TimestampType type) {
        return new ConsumerRecord<>(
                "test-completed",
                0,
                0,
                LONG_AGO.toEpochMilli(),
                type,
                0,
                0,
                "key",
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }
}
