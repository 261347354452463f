package dev.imprimatur.attempts.run;

import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.inbox.Events;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Notes cancelled rebuilds; attempts for one, here or on another replica, see it there. */
@ApplicationScoped
public class RebuildCancelHandler {
    @Inject
    Events events;

    @Inject
    CancelledRebuilds cancelled;

    @Incoming("rebuild-cancel-requested")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RebuildCancelRequested.class, cancelled::note);
    }
}
