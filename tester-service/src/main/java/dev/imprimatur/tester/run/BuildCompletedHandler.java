package dev.imprimatur.tester.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.proof.TrustedSenders;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.tester.order.OrderedBuilds;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes up each image that was built. */
@ApplicationScoped
public class BuildCompletedHandler {
    @Inject
    Events events;

    @Inject
    WorkQueue queue;

    @Inject
    TestWork work;

    @Inject
    OrderedBuilds orders;

    @Inject
    TrustedSenders builders;

    @Incoming("build-completed")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        // A failure is nothing to test, so nothing is noted of it: a forged one hides no success of the same identity.
        if (EventReader.read(record, BuildCompleted.class).succeeded()) {
            ObjectNode json = EventReader.json(record, BuildCompleted.class);
            events.handle(record, BuildCompleted.class, event -> accept(event, json, Received.at(record)));
        }
    }

    private void accept(BuildCompleted event, ObjectNode json, Instant received) {
        // What is not signed is no event, so that it is not in the inbox, where it would hide the genuine one.
        orders.check(event);
        builders.check(event, json, received);
        TestRun run = TestRun.of(event, received);
        if (TestRun.findById(run.id) != null) {
            return;
        }
        run.persist();
        queue.add(work, run.id, event.candidate().priority(), event.behind());
    }
}
