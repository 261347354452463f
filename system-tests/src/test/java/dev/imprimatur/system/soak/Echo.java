package dev.imprimatur.system.soak;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends records once more, as they are: at-least-once means that this may happen. */
final class Echo implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    Echo(Map<String, Object> client) {
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends it again, whenever the broker takes it. */
    void again(ConsumerRecord<String, byte[]> record) {
        producer.send(new ProducerRecord<>(
                record.topic(), record.partition(), record.key(), record.value(), record.headers()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
