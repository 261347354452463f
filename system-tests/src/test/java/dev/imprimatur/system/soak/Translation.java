package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.EventReader.Received;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record on a topic means for a history. */
final class Translation {
    private final TesterKeys keys;

    Translation(TesterKeys keys) {
        this.keys = keys;
    }

    /** The record itself, and what its event says. */
    List<Entry> of(ConsumerRecord<String, byte[]> record) {
        Instant at = Instant.ofEpochMilli(record.timestamp());
        String content =
                Digest.of(record.value() == null ? new byte[0] : record.value()).value();
        Optional<Topic> topic = Arrays.stream(Topic.values())
                .filter(each -> each.topic().equals(record.topic()))
                .findFirst();
        List<Entry> entries = new ArrayList<>();
        try {
            Received<? extends Event> received = topic.isEmpty()
                    ? null
                    : EventReader.received(record, topic.get().event());
            EventIdentity identity = received == null ? null : received.identity();
            entries.add(new Entry.Sent(
                    at,
                    record.topic(),
                    identity == null ? null : identity.source(),
                    identity == null ? null : identity.id(),
                    content));
            if (received != null) {
                told(at, received.event(), record).ifPresent(entries::add);
            }
        } catch (BadEventException e) {
            entries.add(new Entry.Sent(at, record.topic(), e.getMessage(), null, content));
        }
        return entries;
    }

    private Optional<Entry> told(Instant at, Event event, ConsumerRecord<String, byte[]> record) {
        return switch (event) {
            case RebuildRequested request ->
                Optional.of(new Entry.Requested(
                        at, id(request), request.type() + " " + request.select() + ", " + request.priority()));
            case RollbackRequested request ->
                Optional.of(new Entry.Requested(at, id(request), "rollback " + request.reference()));
            case RollbackOrdered order ->
                Optional.of(new Entry.Ordered(
                        at, id(order), order.place(), order.request().reference()));
            case TestCompleted verdict -> Optional.of(judged(at, verdict, record));
            case PublishCompleted publication -> Optional.of(published(at, publication));
            case RollbackCompleted end -> Optional.of(rolledBack(at, end));
            case RebuildCompleted end -> Optional.of(completed(at, end));
            default -> Optional.empty();
        };
    }

    private static String id(Event event) {
        return event.rebuildId().value();
    }

    private Entry judged(Instant at, TestCompleted verdict, ConsumerRecord<String, byte[]> record) {
        String digest = verdict.staged().digest().value();
        ObjectNode json = EventReader.json(record, TestCompleted.class);
        Candidate candidate = verdict.candidate();
        return new Entry.Judged(
                at,
                id(verdict),
                candidate.image().toString(),
                digest,
                candidate.place() == null ? Held.NO_PLACE : candidate.place(),
                verdict.verdict() == Verdict.APPROVED,
                keys.signed(json, digest));
    }

    private static Entry published(Instant at, PublishCompleted told) {
        return new Entry.Published(
                at,
                told.eventId(),
                told.rollback() == null ? id(told) : told.rollback().rebuildId().value(),
                told.candidate().image().toString(),
                told.digest().value(),
                told.tags().stream().map(tag -> tag(tag.reference())).toList(),
                told.failure() == null ? null : told.failure().kind());
    }

    private static Entry rolledBack(Instant at, RollbackCompleted told) {
        return new Entry.RolledBack(
                at,
                told.eventId(),
                id(told),
                told.image() == null ? null : told.image().toString(),
                text(told.digest()),
                text(told.blocked()),
                told.tags().stream().map(Translation::tag).toList(),
                told.failure() == null ? null : told.failure().kind());
    }

    private static Entry completed(Instant at, RebuildCompleted told) {
        Map<String, String> published = new TreeMap<>();
        told.published()
                .forEach(image ->
                        published.put(image.image().toString(), image.digest().value()));
        Map<String, List<String>> others = new TreeMap<>();
        others.put("failed", images(told.failed()));
        others.put("cancelled", images(told.cancelled()));
        others.put("superseded", images(told.superseded()));
        others.put(
                "unchanged",
                told.unchanged().stream().map(image -> image.image().toString()).toList());
        return new Entry.Completed(at, told.eventId(), id(told), told.outcome().toString(), published, others);
    }

    private static List<String> images(List<RebuildCompleted.Failed> failed) {
        return failed.stream().map(image -> image.image().toString()).toList();
    }

    private static String text(Digest digest) {
        return digest == null ? null : digest.value();
    }

    private static String tag(ImageReference reference) {
        return reference.repository() + ":" + reference.tag();
    }
}
