package dev.imprimatur.builder.keep;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.inbox.Events;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Removes an image from the engine once it will not be tested or published any more. */
@ApplicationScoped
public class ReleaseHandlers {
    @Inject
    Events events;

    @Inject
    KeptImages kept;

    @Incoming("test-completed")
    @Blocking
    void onTest(ConsumerRecord<String, byte[]> record) {
        events.handle(record, TestCompleted.class, event -> {
            if (event.verdict() == Verdict.REJECTED) {
                kept.release(BuildKey.of(event.rebuildId(), event.candidate().image()));
            }
        });
    }

    @Incoming("publish-completed")
    @Blocking
    void onPublish(ConsumerRecord<String, byte[]> record) {
        events.handle(
                record,
                PublishCompleted.class,
                event -> kept.release(
                        BuildKey.of(event.rebuildId(), event.candidate().image())));
    }
}
