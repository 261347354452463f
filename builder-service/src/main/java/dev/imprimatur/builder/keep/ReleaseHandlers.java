package dev.imprimatur.builder.keep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.proof.Testers;
import dev.imprimatur.messaging.proof.TrustedSenders;
import dev.imprimatur.messaging.time.Received;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Releases what was built once a tester or a publisher signed that it will not be tested or published any more. */
@ApplicationScoped
public class ReleaseHandlers {
    @Inject
    Events events;

    @Inject
    Testers testers;

    @Inject
    TrustedSenders publishers;

    @Inject
    KeptImages kept;

    @Incoming("test-completed")
    @Blocking
    void onTest(ConsumerRecord<String, byte[]> record) {
        ObjectNode json = EventReader.json(record, TestCompleted.class);
        events.handle(record, TestCompleted.class, event -> accept(event, json, Received.at(record)));
    }

    @Incoming("publish-completed")
    @Blocking
    void onPublish(ConsumerRecord<String, byte[]> record) {
        ObjectNode json = EventReader.json(record, PublishCompleted.class);
        events.handle(record, PublishCompleted.class, event -> accept(event, json, Received.at(record)));
    }

    private void accept(TestCompleted event, ObjectNode json, Instant received) {
        // Approvals too: a forged one that is in the inbox would hide the rejection of the same identity.
        testers.check(event, json, received);
        if (event.verdict() == Verdict.REJECTED) {
            kept.release(
                    BuildKey.of(event.rebuildId(), event.candidate().image()),
                    event.candidate().buildId(),
                    event.staged().digest());
        }
    }

    private void accept(PublishCompleted event, ObjectNode json, Instant received) {
        publishers.check(event, json, received);
        // What is unchanged is published by the digest that it had before.
        kept.release(
                BuildKey.of(event.rebuildId(), event.candidate().image()),
                event.candidate().buildId(),
                event.changedNothing() ? null : event.digest());
    }
}
