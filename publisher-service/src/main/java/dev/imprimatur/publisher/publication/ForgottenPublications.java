package dev.imprimatur.publisher.publication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.EventReader;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.PublishedTag;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RollbackOrdered;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.event.Topic;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import dev.imprimatur.messaging.restore.TopicPast;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.approval.SignedOrders;
import dev.imprimatur.publisher.approval.SignedVerdicts;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Takes over, before anything is published, what this service has announced and its database does not know: which digest
 * each tag has, the numbers of revisions, what was rolled back and is blocked. So it is after a backup was restored, or
 * the database was lost.
 */
@ApplicationScoped
public class ForgottenPublications {
    private static final Logger LOG = Logger.getLogger(ForgottenPublications.class);
    /** After the keys were loaded, before the outbox, the queue and the consumers start. */
    private static final int BEFORE_ANY_WORK = 90;

    @Inject
    TopicPast past;

    @Inject
    SignedVerdicts verdicts;

    @Inject
    SignedOrders orders;

    @Inject
    PublicationLedger ledger;

    void start(@Observes @Priority(BEFORE_ANY_WORK) StartupEvent start) {
        recall();
    }

    /** Notes what was forgotten. Done again it finds nothing. */
    void recall() {
        List<PublishCompleted> forgotten = forgotten();
        if (forgotten.isEmpty()) {
            return;
        }
        Map<String, SignedVerdict> tested = verdicts();
        tested.values().forEach(ledger::recall);
        Map<RebuildId, Long> rollbacks = rollbacks();
        long recalled = forgotten.stream()
                .filter(announced -> recall(announced, tested, rollbacks))
                .count();
        LOG.warnf(
                "the database is older than what was published, since it was restored or emptied: took over %d of %d"
                        + " forgotten publications from topic %s",
                recalled, forgotten.size(), Topic.PUBLISH_COMPLETED.topic());
    }

    /** Oldest first, so that each tag ends as it was set last; of those that have places, these decide. */
    private List<PublishCompleted> forgotten() {
        Instant newest = ledger.newest();
        Instant since = newest.equals(Instant.EPOCH) ? newest : newest.minus(ForgottenEvents.MARGIN);
        return past.since(since, Topic.PUBLISH_COMPLETED.topic()).stream()
                .flatMap(ForgottenPublications::announced)
                // A verdict that was refused never was a publication.
                .filter(event -> event.succeeded() || event.log() != null)
                .filter(event -> !ledger.knows(event))
                .sorted(Comparator.comparing(PublishCompleted::occurredAt))
                .toList();
    }

    private static Stream<PublishCompleted> announced(ConsumerRecord<String, byte[]> record) {
        try {
            return Stream.of(EventReader.read(record, PublishCompleted.class));
        } catch (BadEventException e) {
            return Stream.empty();
        }
    }

    /** Every genuine verdict that Kafka still has, by the publication that it began. */
    private Map<String, SignedVerdict> verdicts() {
        Map<String, SignedVerdict> found = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : past.since(Instant.EPOCH, Topic.TEST_COMPLETED.topic())) {
            try {
                ObjectNode json = EventReader.json(record, TestCompleted.class);
                SignedVerdict verdict = verdicts.recalled(json);
                found.put(Publication.id(verdict.event()), verdict);
            } catch (BadEventException | PublishException e) {
                LOG.debugf("a verdict at %s-%d is left aside: %s", record.partition(), record.offset(), e.getMessage());
            }
        }
        return found;
    }

    private static String testedAs(PublishCompleted announced) {
        return announced.rebuildId() + "/" + announced.candidate().image();
    }

    /** The place of every rollback that a renderer signed and Kafka still has. */
    private Map<RebuildId, Long> rollbacks() {
        Map<RebuildId, Long> found = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : past.since(Instant.EPOCH, Topic.ROLLBACK_ORDERED.topic())) {
            try {
                RollbackOrdered ordered = EventReader.read(record, RollbackOrdered.class);
                orders.checkKept(ordered);
                found.put(ordered.rebuildId(), ordered.place());
            } catch (BadEventException | PublishException e) {
                LOG.debugf(
                        "a rollback at %s-%d is left aside: %s", record.partition(), record.offset(), e.getMessage());
            }
        }
        return found;
    }

    /** One that cannot be taken over keeps no other from it, and the publisher not from starting. */
    private boolean recall(
            PublishCompleted announced, Map<String, SignedVerdict> verdicts, Map<RebuildId, Long> rollbacks) {
        String why;
        try {
            Optional<TestCompleted> tested = Optional.ofNullable(verdicts.get(testedAs(announced)))
                    .map(SignedVerdict::event)
                    .or(() -> ledger.tested(announced))
                    .filter(event -> announced.changedNothing()
                            || event.staged().digest().equals(announced.digest()));
            if (tested.isPresent()) {
                Long place = announced.rollback() == null
                        ? tested.get().candidate().place()
                        : rollbacks.get(announced.rollback().rebuildId());
                if (place != null
                        || announced.rollback() == null
                        || tested.get().candidate().place() == null) {
                    return ledger.recall(announced, place, tested.get(), tags(announced, tested.get(), verdicts));
                }
                why = "no renderer has signed that rollback";
            } else {
                why = "Kafka has its verdict no more";
            }
        } catch (RuntimeException e) {
            why = e.getMessage();
        }
        LOG.warnf(
                "%s was published as %s at %s, so it was announced, and that is not taken over: %s",
                announced.candidate().image(), announced.digest(), announced.occurredAt(), why);
        return false;
    }

    /** The announced tags that the image may have by a signed verdict: its own, or for a rollback any on the image. */
    private static List<PublishedTag> tags(
            PublishCompleted announced, TestCompleted tested, Map<String, SignedVerdict> verdicts) {
        Set<Tag> signed = new HashSet<>(tested.candidate().tags());
        if (announced.rollback() != null) {
            verdicts.values().stream()
                    .map(verdict -> verdict.event().candidate())
                    .filter(candidate ->
                            candidate.image().equals(tested.candidate().image()))
                    .forEach(candidate -> signed.addAll(candidate.tags()));
        }
        return announced.tags().stream()
                .filter(tag -> signed.contains(
                        tag.reference().repository().tag(tag.reference().tag())))
                .collect(Collectors.toMap(PublishedTag::reference, tag -> tag, (one, same) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }
}
