package dev.imprimatur.publisher.publication;

import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.publisher.approval.Approval;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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

    @Incoming("test-completed")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, TestCompleted.class, this::accept);
    }

    private void accept(TestCompleted event) {
        Approval.note(event);
        if (Publication.findById(Publication.id(event)) != null) {
            LOG.infof("a second verdict on %s is noted, its publication goes on", Publication.id(event));
            return;
        }
        Publication publication = Publication.of(event);
        publication.persist();
        if (!publication.finished()) {
            queue.add(publish, publication.id, event.candidate().priority());
        }
    }
}
