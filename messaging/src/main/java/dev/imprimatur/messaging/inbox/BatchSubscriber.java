package dev.imprimatur.messaging.inbox;

import dev.imprimatur.messaging.deadletter.RecordHandler;
import java.util.concurrent.Flow;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Takes in the records of a topic, as many ahead as the next batch may need. */
final class BatchSubscriber implements Flow.Subscriber<Message<byte[]>>, RecordHandler {
    private static final Logger LOG = Logger.getLogger(BatchSubscriber.class);
    private static final int MOST_AHEAD = 2 * EventBatches.MOST;
    private static final long MOST_BYTES_AHEAD = 4 << 20;

    private final EventBatches batches;
    private final TopicHandler handler;
    private final OneAfterTheOther aside = new OneAfterTheOther();
    private Flow.Subscription subscription;
    private int ahead;
    private long bytesAhead;
    private boolean asked;

    BatchSubscriber(EventBatches batches, TopicHandler handler) {
        this.batches = batches;
        this.handler = handler;
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) {
        handler.handle(record);
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
        ask();
    }

    @Override
    public void onNext(Message<byte[]> message) {
        int bytes = Delivered.bytes(message);
        synchronized (this) {
            asked = false;
            ahead++;
            bytesAhead += bytes;
        }
        batches.add(new Delivered(message, handler, aside, () -> done(bytes)));
        ask();
    }

    @Override
    public void onError(Throwable trouble) {
        LOG.errorf(trouble, "no more records come on this channel until the service starts again");
    }

    @Override
    public void onComplete() {
        // The service stops.
    }

    private void done(int bytes) {
        synchronized (this) {
            ahead--;
            bytesAhead -= bytes;
        }
        ask();
    }

    private void ask() {
        synchronized (this) {
            if (asked || ahead >= MOST_AHEAD || bytesAhead >= MOST_BYTES_AHEAD) {
                return;
            }
            asked = true;
        }
        subscription.request(1);
    }
}
