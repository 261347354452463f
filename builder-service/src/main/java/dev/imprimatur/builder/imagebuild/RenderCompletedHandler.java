package dev.imprimatur.builder.imagebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.order.OrderedRenderings;
import dev.imprimatur.builder.stage.StoredContexts;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.work.WorkQueue;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes up each image whose Dockerfile is ready. */
@ApplicationScoped
public class RenderCompletedHandler {
    @Inject
    Events events;

    @Inject
    WorkQueue queue;

    @Inject
    BuildWork work;

    @Inject
    Builds builds;

    @Inject
    StoredContexts contexts;

    @Inject
    OrderedRenderings orders;

    @Incoming("render-completed")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        ObjectNode json = EventReader.json(record, RenderCompleted.class);
        events.handle(record, RenderCompleted.class, event -> accept(event, json, Received.at(record)));
    }

    private void accept(RenderCompleted event, ObjectNode json, Instant received) {
        // What no renderer signed is no event, so that it is not in the inbox, where it would hide the genuine one.
        orders.check(event, json, received);
        Build build = Build.of(event);
        if (Build.findById(build.id) == null) {
            // Not of one that is known: while an upgrade allows unsigned ones, one can be sent again with more.
            event.supersedes()
                    .forEach(older -> builds.supersede(
                            BuildKey.of(older, event.candidate().image()), event.rebuildId()));
            build.persist();
            build.flush();
            contexts.note(new BuildKey(build.id), event);
            queue.add(work, build.id, event.candidate().priority(), event.behind());
        }
    }
}
