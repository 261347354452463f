package dev.imprimatur.messaging.inbox;

import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that could not be handled, with the reason in headers. Headers that came with it and are named like ours are
 * left out, so that none of them passes for one of ours.
 *
 * @param record what goes to the dead-letter topic
 * @param reason why, cut to what a header bears
 */
record DeadLetter(ProducerRecord<String, byte[]> record, String reason) {
    private static final String OURS = "dead-letter-";
    private static final int LONGEST_REASON = 1000;

    static DeadLetter of(String topic, IncomingKafkaRecord<?, ?> dead, Throwable reason) {
        DeadLetter letter = new DeadLetter(
                new ProducerRecord<>(topic, (String) dead.getKey(), (byte[]) dead.getPayload()), cut(reason));
        dead.getHeaders().forEach(header -> {
            if (!header.key().startsWith(OURS)) {
                letter.record.headers().add(header);
            }
        });
        letter.header(OURS + "exception-class-name", reason.getClass().getName());
        letter.header(OURS + "reason", letter.reason);
        if (reason.getCause() != null) {
            letter.header(
                    OURS + "cause-class-name", reason.getCause().getClass().getName());
            letter.header(OURS + "cause", cut(reason.getCause()));
        }
        letter.header(OURS + "topic", dead.getTopic());
        letter.header(OURS + "partition", Integer.toString(dead.getPartition()));
        letter.header(OURS + "offset", Long.toString(dead.getOffset()));
        return letter;
    }

    /** The record as Kafka delivered it. */
    @SuppressWarnings("unchecked")
    static ConsumerRecord<String, byte[]> original(IncomingKafkaRecord<?, ?> dead) {
        return dead.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
    }

    /** Our headers alone: Kafka has no room for what came beside the reason. */
    DeadLetter withoutValue() {
        DeadLetter letter = new DeadLetter(new ProducerRecord<>(record.topic(), new byte[0]), reason);
        record.headers().forEach(header -> {
            if (header.key().startsWith(OURS)) {
                letter.record.headers().add(header);
            }
        });
        int bytes = record.value() == null ? 0 : record.value().length;
        letter.header(OURS + "omitted", "key, headers and value, which has " + bytes + " bytes");
        return letter;
    }

    private void header(String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String cut(Throwable thrown) {
        String message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return message.length() > LONGEST_REASON ? message.substring(0, LONGEST_REASON) + "…" : message;
    }
}
