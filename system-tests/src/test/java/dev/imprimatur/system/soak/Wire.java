package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Judged;
import dev.imprimatur.system.soak.Entry.Ordered;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Plays a story as its events lie on their topics: signed by a tester's key, and translated back as those of a run are.
 */
final class Wire {
    private static final String REGISTRY = "localhost:5000/";

    private final SigningKey tester = SigningKey.generate();
    private final Translation translation;
    private final Map<String, String> names = new HashMap<>();

    /** With a folder for the tester's public key. */
    Wire(Path folder) throws IOException {
        Files.writeString(folder.resolve("tester.pub"), tester.publicKey().pem());
        translation = new Translation(new TesterKeys(folder));
    }

    /** What a run would have seen of it. What no event says stays as it is. */
    List<Entry> played(List<Entry> story) throws IOException {
        History history = new History();
        for (Entry entry : story) {
            Optional<ConsumerRecord<String, byte[]>> record = record(entry);
            for (Entry seen : record.isPresent() ? translation.of(record.get()) : List.of(entry)) {
                history.add(named(seen));
            }
        }
        return history.entries();
    }

    private Optional<ConsumerRecord<String, byte[]>> record(Entry entry) {
        return switch (entry) {
            case Requested request -> Optional.of(record(request));
            case Ordered order -> Optional.of(record(order));
            case Judged verdict -> Optional.of(record(verdict));
            case Published told -> Optional.of(record(told));
            case RolledBack end -> Optional.of(record(end));
            case Completed end -> Optional.of(record(end));
            default -> Optional.empty();
        };
    }

    private ConsumerRecord<String, byte[]> record(Requested request) {
        ObjectNode event = event(RebuildRequested.class, "request of " + request.id(), request.id());
        return record(request, RebuildRequested.class, event);
    }

    private ConsumerRecord<String, byte[]> record(Ordered order) {
        ObjectNode event = event(RollbackOrdered.class, order.id() + " at " + order.place(), order.id());
        event.put("place", order.place());
        ((ObjectNode) event.get("request")).put("rebuildId", order.id()).put("reference", order.reference());
        return record(order, RollbackOrdered.class, event);
    }

    private ConsumerRecord<String, byte[]> record(Judged verdict) {
        String id = verdict.rebuild() + " " + verdict.digest() + " " + verdict.place() + " " + verdict.signed();
        ObjectNode event = event(TestCompleted.class, id, verdict.rebuild());
        ((ObjectNode) event.get("candidate")).put("image", verdict.image()).put("place", verdict.place());
        event.put("staged", REGISTRY + "app@" + digest(verdict.digest()));
        event.put("verdict", verdict.approved() ? "approved" : "rejected");
        if (!verdict.approved()) {
            event.set("failure", failure("test-failed"));
        }
        event.remove("envelope");
        if (verdict.signed()) {
            event.set("envelope", envelope(event.deepCopy(), verdict));
        }
        return record(verdict, TestCompleted.class, event);
    }

    private ObjectNode envelope(ObjectNode event, Judged verdict) {
        TestResult result =
                new TestResult(verdict.approved() ? "PASSED" : "FAILED", List.of(), List.of(), List.of(), event);
        return Statement.of("app", new Digest(digest(verdict.digest())), TestResult.TYPE, result)
                .sign(tester)
                .json();
    }

    private ConsumerRecord<String, byte[]> record(Published told) {
        ObjectNode event = event(PublishCompleted.class, told.event(), told.operation());
        ((ObjectNode) event.get("candidate")).put("image", told.image());
        event.put("digest", digest(told.digest()));
        ArrayNode tags = event.putArray("tags");
        told.tags().forEach(tag -> tags.addObject().put("reference", REGISTRY + tag));
        if (told.failure() != null) {
            event.set("failure", failure(told.failure()));
        }
        return record(told, PublishCompleted.class, event);
    }

    private ConsumerRecord<String, byte[]> record(RolledBack end) {
        ObjectNode event = event(RollbackCompleted.class, end.event(), end.id());
        if (end.failure() != null) {
            event.remove(List.of("digest", "revision", "blocked", "tags"));
            event.set("failure", failure(end.failure()));
        } else {
            event.put("image", end.image()).put("digest", digest(end.digest())).put("blocked", digest(end.blocked()));
            ArrayNode tags = event.putArray("tags");
            end.tags().forEach(tag -> tags.add(REGISTRY + tag));
        }
        return record(end, RollbackCompleted.class, event);
    }

    private ConsumerRecord<String, byte[]> record(Completed end) {
        ObjectNode event = event(RebuildCompleted.class, end.event(), end.id());
        event.put("outcome", end.outcome());
        ArrayNode published = event.putArray("published");
        end.published()
                .forEach((image, digest) -> published
                        .addObject()
                        .put("image", image)
                        .put("digest", digest(digest))
                        .putArray("tags")
                        .add(REGISTRY + Story.TAGS.getFirst()));
        event.remove("failed");
        end.others().forEach((list, images) -> {
            ArrayNode others = event.putArray(list);
            images.forEach(image -> others.addObject()
                    .put("image", image)
                    .put("stage", "publish")
                    .set("failure", failure("registry-error")));
        });
        return record(end, RebuildCompleted.class, event);
    }

    /** The recorded one, under this identity. */
    private static ObjectNode event(Class<? extends Event> type, String id, String rebuild) {
        try {
            ObjectNode event = (ObjectNode) EventJson.MAPPER.readTree(EventFixtures.text(type));
            return event.put("eventId", id).put("rebuildId", rebuild);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode failure(String kind) {
        return EventJson.MAPPER
                .createObjectNode()
                .put("kind", kind)
                .put("retryable", false)
                .put("message", "of a story");
    }

    private static ConsumerRecord<String, byte[]> record(Entry entry, Class<? extends Event> type, ObjectNode event) {
        return new ConsumerRecord<>(
                Topic.of(type).topic(),
                0,
                0,
                entry.at().toEpochMilli(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                "key",
                event.toString().getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty());
    }

    /** A whole digest for the short one of a story. */
    private String digest(String name) {
        if (name == null) {
            return null;
        }
        String digest = Digest.of(name.getBytes(StandardCharsets.UTF_8)).value();
        names.put(digest, name);
        return digest;
    }

    /** With the story's own digests again. */
    private Entry named(Entry entry) throws IOException {
        String text = EventJson.MAPPER.writerFor(Entry.class).writeValueAsString(entry);
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return EventJson.MAPPER.readValue(text, Entry.class);
    }
}
