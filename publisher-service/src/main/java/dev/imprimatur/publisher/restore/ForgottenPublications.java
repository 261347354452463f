package dev.imprimatur.publisher.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import dev.imprimatur.messaging.restore.TopicHistory;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.approval.SignedOrders;
import dev.imprimatur.publisher.approval.SignedVerdicts;
import dev.imprimatur.publisher.publication.Publication;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * After a backup was restored or the database was lost, takes over what this service has announced and its database
 * does not know: the digest of each tag, the numbers of revisions, rollbacks and blocks. It does so before anything is
 * published.
 */
@ApplicationScoped
public class ForgottenPublications {
    private static final Logger LOG = Logger.getLogger(ForgottenPublications.class);

    @Inject
    TopicHistory past;

    @Inject
    SignedVerdicts verdicts;

    @Inject
    SignedOrders orders;

    @Inject
    OwnAnnouncements announcements;

    @Inject
    RestoredLedger ledger;

    void start(@Observes @Priority(StartOrder.BEFORE_ANY_EVENT) StartupEvent start) {
        recall();
    }

    /** Notes what was forgotten. A second run finds nothing. */
    public void recall() {
        List<PublishCompleted> forgotten = forgotten();
        if (forgotten.isEmpty()) {
            return;
        }
        Verdicts tested =
                verdicts(forgotten.stream().map(ForgottenPublications::testedAs).collect(Collectors.toSet()));
        Map<RebuildId, RollbackOrdered> rollbacks = rollbacks();
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
        List<PublishCompleted> forgotten = new ArrayList<>();
        past.each(
                since,
                Topic.PUBLISH_COMPLETED.topic(),
                record -> announcements.forgotten(record).ifPresent(forgotten::add));
        forgotten.sort(Comparator.comparing(PublishCompleted::occurredAt));
        return forgotten;
    }

    /**
     * What is needed of the genuine verdicts that Kafka still has: there may be more than fit into memory.
     *
     * @param tested those that began a forgotten publication, by its id
     * @param tags every tag that one on an image approves
     */
    private record Verdicts(Map<String, TestCompleted> tested, Map<ImageKey, Set<Tag>> tags) {
        void add(TestCompleted event, Set<String> needed) {
            tags.computeIfAbsent(event.candidate().image(), image -> new HashSet<>())
                    .addAll(event.candidate().possibleTags());
            if (needed.contains(Publication.id(event))) {
                tested.put(Publication.id(event), event);
            }
        }
    }

    /** Notes every genuine verdict that Kafka still has, and keeps what these publications need. */
    private Verdicts verdicts(Set<String> needed) {
        Verdicts found = new Verdicts(new HashMap<>(), new HashMap<>());
        past.each(Instant.EPOCH, Topic.TEST_COMPLETED.topic(), record -> {
            try {
                ObjectNode json = EventReader.json(record, TestCompleted.class);
                SignedVerdict verdict = verdicts.recalled(json, Received.at(record));
                ledger.recall(verdict);
                found.add(verdict.event(), needed);
            } catch (BadEventException | PublishException e) {
                LOG.debugf("a verdict at %s-%d is left aside: %s", record.partition(), record.offset(), e.getMessage());
            }
        });
        return found;
    }

    private static String testedAs(PublishCompleted announced) {
        return announced.rebuildId() + "/" + announced.candidate().image();
    }

    /** Every rollback that a renderer signed and Kafka still has. */
    private Map<RebuildId, RollbackOrdered> rollbacks() {
        Map<RebuildId, RollbackOrdered> found = new HashMap<>();
        past.each(Instant.EPOCH, Topic.ROLLBACK_ORDERED.topic(), record -> {
            try {
                RollbackOrdered ordered = EventReader.read(record, RollbackOrdered.class);
                orders.checkKept(ordered);
                found.put(ordered.rebuildId(), ordered);
            } catch (BadEventException | PublishException e) {
                LOG.debugf(
                        "a rollback at %s-%d is left aside: %s", record.partition(), record.offset(), e.getMessage());
            }
        });
        return found;
    }

    /** One that cannot be taken over stops neither the others nor the start of the publisher. */
    private boolean recall(PublishCompleted announced, Verdicts verdicts, Map<RebuildId, RollbackOrdered> rollbacks) {
        String why;
        try {
            Optional<TestCompleted> tested = Optional.ofNullable(
                            verdicts.tested().get(testedAs(announced)))
                    .or(() -> ledger.tested(announced))
                    .filter(event -> announced.changedNothing()
                            || event.staged().digest().equals(announced.digest()));
            if (tested.isPresent()) {
                List<PublishedTag> tags = tags(announced, tested.get(), verdicts);
                if (isOrdered(announced, tags, rollbacks)) {
                    return ledger.recall(announced, place(announced, tested.get(), rollbacks), tested.get(), tags);
                }
                why = "no renderer has signed a rollback of it";
            } else {
                why = "Kafka no longer has its verdict";
            }
        } catch (RuntimeException e) {
            why = e.getMessage();
        }
        LOG.warnf(
                "%s was announced as %s at %s, and that is not taken over: %s",
                announced.candidate().image(),
                announced.succeeded()
                        ? "published as " + announced.digest()
                        : "not published (" + announced.failure().kind() + ")",
                announced.occurredAt(),
                why);
        return false;
    }

    /** Whether a renderer signed an order for this rollback of this image, where no publisher signed its end. */
    private static boolean isOrdered(
            PublishCompleted announced, List<PublishedTag> tags, Map<RebuildId, RollbackOrdered> rollbacks) {
        if (announced.rollback() == null || announced.envelope() != null) {
            return true;
        }
        RollbackOrdered ordered = rollbacks.get(announced.rollback().rebuildId());
        return ordered != null && names(ordered.request().reference(), announced, tags);
    }

    /** By one of the ways in which a request can name an image, as far as the announcement says. */
    private static boolean names(String reference, PublishCompleted announced, List<PublishedTag> tags) {
        return reference.equals(announced.candidate().image().toString())
                || reference.endsWith(announced.digest().value())
                || tags.stream()
                        .map(tag -> tag.reference().toString())
                        .anyMatch(tag -> tag.equals(reference) || tag.endsWith("/" + reference));
    }

    private static Long place(
            PublishCompleted announced, TestCompleted tested, Map<RebuildId, RollbackOrdered> rollbacks) {
        if (announced.rollback() == null) {
            return tested.candidate().place();
        }
        return announced.envelope() != null
                ? announced.rollback().place()
                : rollbacks.get(announced.rollback().rebuildId()).place();
    }

    /** The announced tags that the image may have by a signed verdict: its own, or for a rollback any on the image. */
    private static List<PublishedTag> tags(PublishCompleted announced, TestCompleted tested, Verdicts verdicts) {
        Set<Tag> signed = new HashSet<>(tested.candidate().possibleTags());
        if (announced.rollback() != null) {
            signed.addAll(verdicts.tags().getOrDefault(tested.candidate().image(), Set.of()));
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
