package dev.imprimatur.publisher.publication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.approval.SignedVerdicts;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Takes the tester's verdicts. */
@ApplicationScoped
public class TestCompletedReceiver {
    private static final Logger LOG = Logger.getLogger(TestCompletedReceiver.class);

    @Inject
    Events events;

    @Inject
    WorkQueue queue;

    @Inject
    PublishWork publish;

    @Inject
    SignedVerdicts verdicts;

    @Inject
    Refusals refusals;

    @Incoming("test-completed")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        ObjectNode json = EventReader.json(record, TestCompleted.class);
        events.handle(record, TestCompleted.class, event -> accept(event, json, Received.at(record)));
    }

    private void accept(TestCompleted event, ObjectNode json, Instant received) {
        try {
            accept(verdicts.believed(json, received));
        } catch (PublishException e) {
            refusals.refuse(event, json, e.report());
            // What is not signed takes no place: not in the inbox either, where it would hide the genuine one.
            throw new BadEventException(e.report().kind() + ": " + e.getMessage());
        }
    }

    private void accept(SignedVerdict verdict) {
        TestCompleted event = verdict.event();
        if (refusals.announced(event)) {
            LOG.warnf(
                    "a verdict on %s that was refused before stays refused, since its failure was announced; rebuild the image",
                    event.candidate().image());
            return;
        }
        Approval.note(verdict);
        if (Publication.isBegun(event)) {
            LOG.infof("a second verdict on %s is noted, its publication goes on", Publication.id(event));
            return;
        }
        Publication publication = Publication.of(event);
        publication.persist();
        if (!publication.finished()) {
            queue.add(publish, publication.id, event.candidate().priority(), event.behind());
        }
    }
}
