package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/** Forges events, as one could who may write on every topic and has no key of a service. */
final class Forger {
    /** So far from what is real that no rebuild of a run has it. */
    private static final long MADE_UP = 1_000_000;
    /** Of how many of the latest events one is taken. */
    private static final int LATEST = 10;

    private final Random chance;
    private int forged;

    Forger(Random chance) {
        this.chance = chance;
    }

    /**
     * A forged event.
     *
     * @param about what is wrong with it
     * @param record where it goes, and what it says
     */
    record Forgery(String about, ConsumerRecord<String, byte[]> record) {
        /** As {@link Entry.Sent#content}. */
        String content() {
            return Digest.of(record.value()).value();
        }
    }

    /** One of each kind for which these records have something genuine. */
    List<Forgery> of(List<ConsumerRecord<String, byte[]>> records) {
        List<Forgery> forgeries = new ArrayList<>();
        verdict(records, "approved").ifPresent(forgeries::add);
        verdict(records, "rejected").ifPresent(forgeries::add);
        altered(records, Topic.BUILD_COMPLETED, "another digest", Forger::otherDigest)
                .ifPresent(forgeries::add);
        for (Topic topic : List.of(Topic.RENDER_COMPLETED, Topic.BUILD_COMPLETED, Topic.TEST_COMPLETED)) {
            altered(records, topic, "a made-up place", Forger::otherPlace).ifPresent(forgeries::add);
        }
        altered(records, Topic.ROLLBACK_ORDERED, "a made-up place", order -> order.put("place", MADE_UP))
                .ifPresent(forgeries::add);
        return forgeries;
    }

    /** What a tester would say of something that was built, without a signature. */
    private Optional<Forgery> verdict(List<ConsumerRecord<String, byte[]>> records, String verdict) {
        Optional<ConsumerRecord<String, byte[]>> built =
                any(records, Topic.BUILD_COMPLETED, event -> event.hasNonNull("staged"));
        return any(
                        records,
                        Topic.TEST_COMPLETED,
                        event -> event.path("verdict").asText().equals("approved"))
                .filter(tested -> built.isPresent())
                .map(tested -> {
                    ObjectNode build = json(built.get());
                    ObjectNode twin = json(tested);
                    twin.remove("envelope");
                    for (String same : List.of("rebuildId", "candidate", "staged")) {
                        twin.set(same, build.get(same));
                    }
                    twin.put("verdict", verdict).put("eventId", id());
                    if (verdict.equals("rejected")) {
                        twin.putObject("failure")
                                .put("kind", "test-failed")
                                .put("retryable", false)
                                .put("message", "forged");
                    }
                    return forgery(
                            "an unsigned verdict: " + verdict, built.get().key(), tested, twin);
                });
    }

    /** A genuine event with its signature, in which something is changed; sometimes under an identity of its own. */
    private Optional<Forgery> altered(
            List<ConsumerRecord<String, byte[]>> records, Topic topic, String what, Consumer<ObjectNode> change) {
        return any(records, topic, event -> !event.hasNonNull("failure")).map(genuine -> {
            ObjectNode event = json(genuine);
            change.accept(event);
            if (chance.nextBoolean()) {
                event.put("eventId", id());
            }
            return forgery(topic.topic() + " with " + what, genuine.key(), genuine, event);
        });
    }

    private static void otherDigest(ObjectNode built) {
        String staged = built.path("staged").asText();
        built.put(
                "staged",
                staged.substring(0, staged.lastIndexOf('@') + 1)
                        + Digest.of(staged.getBytes(StandardCharsets.UTF_8)).value());
    }

    private static void otherPlace(ObjectNode event) {
        ((ObjectNode) event.get("candidate")).put("place", MADE_UP);
    }

    private String id() {
        return "forged-" + ++forged + "-" + Long.toHexString(chance.nextLong());
    }

    private interface Wanted {
        boolean is(JsonNode event);
    }

    private Optional<ConsumerRecord<String, byte[]>> any(
            List<ConsumerRecord<String, byte[]>> records, Topic topic, Wanted wanted) {
        List<ConsumerRecord<String, byte[]>> found = records.stream()
                .filter(record -> record.topic().equals(topic.topic()))
                .filter(record -> wanted.is(json(record)))
                .toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(found.size() - 1 - chance.nextInt(Math.min(LATEST, found.size()))));
    }

    private static ObjectNode json(ConsumerRecord<String, byte[]> record) {
        try {
            return (ObjectNode) EventJson.MAPPER.readTree(record.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Forgery forgery(String about, String key, ConsumerRecord<String, byte[]> genuine, ObjectNode event) {
        event.put("occurredAt", Instant.now().toString());
        return new Forgery(
                about,
                new ConsumerRecord<>(
                        genuine.topic(),
                        genuine.partition(),
                        genuine.offset(),
                        genuine.timestamp(),
                        TimestampType.CREATE_TIME,
                        ConsumerRecord.NULL_SIZE,
                        ConsumerRecord.NULL_SIZE,
                        key,
                        event.toString().getBytes(StandardCharsets.UTF_8),
                        genuine.headers(),
                        Optional.empty()));
    }
}
