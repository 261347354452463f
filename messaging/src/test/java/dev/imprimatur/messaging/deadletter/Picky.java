package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.inbox.Events;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** A handler with a defect, until that is fixed. */
@ApplicationScoped
class Picky {
    @Inject
    Events events;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private volatile String defect;
    private volatile Runnable meanwhile = () -> {};

    @Incoming("picky")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RollbackRequested.class, event -> {
            if (defect != null) {
                meanwhile.run();
                throw new IllegalStateException(defect);
            }
            handled.add(event.eventId());
        });
    }

    /** From now on it refuses everything for this reason; null: nothing. */
    void refuse(String why) {
        defect = why;
    }

    /** What happens while it looks at an event that it refuses, from now on. */
    void meanwhile(Runnable happens) {
        meanwhile = happens;
    }

    List<String> handled() {
        return handled;
    }
}
