package dev.imprimatur.messaging.inbox;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** A record that was delivered, and that is to be acknowledged or put aside. */
final class Delivered {
    private static final Logger LOG = Logger.getLogger(Delivered.class);

    private final Message<byte[]> message;
    private final ConsumerRecord<String, byte[]> record;
    private final TopicHandler handler;
    private final Runnable done;

    /** @param done is run once it is acknowledged or put aside */
    Delivered(Message<byte[]> message, TopicHandler handler, Runnable done) {
        this.message = message;
        this.record = record(message);
        this.handler = handler;
        this.done = done;
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<String, byte[]> record(Message<byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow()
                .getRecord();
    }

    /** How large it is. */
    int bytes() {
        return bytes(message);
    }

    static int bytes(Message<byte[]> message) {
        return message.getPayload() == null ? 0 : message.getPayload().length;
    }

    /** Reads and checks it. */
    Handling<?> checked() {
        return handler.checked(record);
    }

    /** Handles it by itself. */
    void handle() {
        try {
            handler.handle(record);
        } catch (RuntimeException | Error e) {
            ended(message.nack(e));
            return;
        }
        acknowledge();
    }

    /** It was handled. */
    void acknowledge() {
        ended(message.ack());
    }

    private void ended(CompletionStage<Void> end) {
        end.whenComplete((nothing, trouble) -> {
            if (trouble == null) {
                done.run();
            } else {
                // So it is where the service stops: what is not acknowledged is delivered again.
                LOG.warnf(
                        "offset %d of %s-%d is neither acknowledged nor put aside: %s",
                        record.offset(), record.topic(), record.partition(), trouble);
            }
        });
    }
}
