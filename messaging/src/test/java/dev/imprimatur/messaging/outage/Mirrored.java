package dev.imprimatur.messaging.outage;

import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.messaging.inbox.Events;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Two channels of one topic: one as every service has them, and one that closes when a record is in hand for 2 s. */
@ApplicationScoped
class Mirrored {
    @Inject
    Events events;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @Incoming("mirrored")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, MirrorCompleted.class, event -> handled.add(event.eventId()));
    }

    @Incoming("mirrored-with-limit")
    @Blocking
    void hold(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        released.await();
    }

    List<String> handled() {
        return handled;
    }

    void release() {
        released.countDown();
    }
}
