package dev.imprimatur.messaging.inbox;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** A record that was delivered, and that is to be acknowledged or put aside. */
final class Delivered {
    private static final Logger LOG = Logger.getLogger(Delivered.class);

    private final Message<byte[]> message;
    private final ConsumerRecord<String, byte[]> record;
    private final TopicHandler handler;
    private final OneAfterTheOther aside;
    private final Runnable done;

    /**
     * A record of a topic.
     *
     * @param aside by what the topic's records are put aside
     * @param done is run once it is acknowledged or put aside
     */
    Delivered(Message<byte[]> message, TopicHandler handler, OneAfterTheOther aside, Runnable done) {
        this.message = message;
        this.record = record(message);
        this.handler = handler;
        this.aside = aside;
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
            ended(aside.run(() -> message.nack(e)));
            return;
        }
        acknowledge();
    }

    /** It was handled. */
    void acknowledge() {
        ended(begun(message::ack));
    }

    /** What fails at once fails like what fails later. */
    private static CompletionStage<Void> begun(Supplier<CompletionStage<Void>> end) {
        return CompletableFuture.completedStage(null).thenCompose(nothing -> end.get());
    }

    private void ended(CompletionStage<Void> end) {
        end.whenComplete((nothing, trouble) -> {
            if (trouble == null) {
                done.run();
            } else {
                // So it is where the service stops.
                LOG.warnf(
                        "offset %d of %s-%d is neither acknowledged nor put aside, so it is delivered again when the service"
                                + " starts again: %s",
                        record.offset(), record.topic(), record.partition(), trouble);
            }
        });
    }
}
