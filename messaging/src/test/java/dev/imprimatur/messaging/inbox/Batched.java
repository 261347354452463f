package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.RebuildCancelRequested;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A topic whose records are handled together. */
@ApplicationScoped
class Batched implements TopicHandler {
    @Inject
    Events events;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> handler = id -> {};
    private EventBatches batches;

    @PostConstruct
    void begin() {
        batches = new EventBatches(events, Infrastructure.getDefaultWorkerPool(), several -> sizes.add(several.size()));
    }

    @Incoming("batched")
    Flow.Subscriber<Message<byte[]>> records() {
        return batches.topic(this);
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> message) {
        events.handle(handling(message));
    }

    @Override
    public Handling<?> checked(ConsumerRecord<String, byte[]> message) {
        return handling(message);
    }

    private Handling<RebuildCancelRequested> handling(ConsumerRecord<String, byte[]> message) {
        return Handling.of(message, RebuildCancelRequested.class, event -> {
            handler.accept(event.eventId());
            handled.add(event.eventId());
        });
    }

    /** What it does from now on with the event of an id. */
    void does(Consumer<String> what) {
        handler = what;
    }

    /** The ids of those that were handled, also of those whose transaction was rolled back. */
    List<String> handled() {
        return handled;
    }

    /** How many events there were in each batch. */
    List<Integer> sizes() {
        return sizes;
    }
}
