package dev.imprimatur.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.inbox.Handling;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Topics have no order among each other, and Kafka delivers again: however the events of some days come, and however
 * often, the tables hold the same. The story is that of one image: published, failed for a transient reason, built
 * again from the same sources, published, rolled back, and twice rebuilt without a change, with a rebuild that was
 * cancelled in between.
 */
@ConsoleTest
class AnyOrderTest {
    private static final int ORDERS = 30;

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @Inject
    DataSource database;

    /** An event as it lies in Kafka. */
    private record Sent(Class<? extends Event> type, String json) {}

    @Test
    void theTablesAreTheSame() throws SQLException, IOException {
        List<Sent> story = story("ordaaa");
        story.forEach(this::handle);
        Map<String, List<String>> expected = new Tables(database).of("ordaaa");
        assertThat(expected)
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isNotEmpty());

        for (int seed = 0; seed < ORDERS; seed++) {
            String name = "ord" + (char) ('b' + seed / 26) + (char) ('a' + seed % 26) + "z";
            List<Sent> shuffled = new ArrayList<>(story(name));
            shuffled.addAll(story(name));
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.forEach(this::handle);

            assertThat(new Tables(database).of(name))
                    .as("in the order of seed " + seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void theTablesAreTheSameHoweverManyEventsATransactionHas() throws SQLException, IOException {
        List<Sent> story = story("togaaa");
        story.forEach(this::handle);
        Map<String, List<String>> expected = new Tables(database).of("togaaa");

        for (int seed = 0; seed < ORDERS; seed++) {
            String name = "tog" + (char) ('b' + seed / 26) + (char) ('a' + seed % 26) + "z";
            List<Sent> shuffled = new ArrayList<>(story(name));
            shuffled.addAll(story(name));
            Random random = new Random(seed);
            Collections.shuffle(shuffled, random);
            for (int from = 0; from < shuffled.size(); ) {
                int to = Math.min(shuffled.size(), from + 1 + random.nextInt(shuffled.size()));
                assertThat(events.handleTogether(
                                shuffled.subList(from, to).stream()
                                        .<Handling<?>>map(this::handling)
                                        .toList(),
                                readModel::lock))
                        .isTrue();
                from = to;
            }

            assertThat(new Tables(database).of(name))
                    .as("in the order of seed " + seed)
                    .isEqualTo(expected);
        }
    }

    private Handling<?> handling(Sent sent) {
        return handling(sent.type(), sent.json());
    }

    private <E extends Event> Handling<E> handling(Class<E> type, String json) {
        ConsumerRecord<String, byte[]> record = EventFixtures.record(type, json);
        return Handling.of(record, EventReader.received(record, type), readModel::apply, readModel::applyAgain);
    }

    private void handle(Sent sent) {
        events.handle(handling(sent));
    }

    private static List<Sent> story(String name) throws IOException {
        List<Sent> story = new ArrayList<>();
        for (Class<? extends Event> type : List.of(
                RebuildRequested.class,
                RenderCompleted.class,
                BuildCompleted.class,
                TestCompleted.class,
                PublishCompleted.class,
                RebuildCompleted.class)) {
            story.add(sent(type, EventFixtures.text(type), name, 1, '2'));
        }
        story.add(sent(RebuildRequested.class, EventFixtures.text(RebuildRequested.class), name, 2, '6'));
        story.add(sent(RenderCompleted.class, EventFixtures.text(RenderCompleted.class), name, 2, '6'));
        story.add(sent(BuildCompleted.class, failedTransiently(), name, 2, '6'));
        story.add(sent(RebuildCancelRequested.class, EventFixtures.text(RebuildCancelRequested.class), name, 2, '6'));
        story.add(sent(RebuildCompleted.class, cancelledEnd(), name, 2, '6'));
        for (Class<? extends Event> type : List.of(
                RebuildRequested.class,
                RenderCompleted.class,
                BuildCompleted.class,
                TestCompleted.class,
                PublishCompleted.class)) {
            story.add(sent(type, EventFixtures.text(type), name, 3, '9'));
        }
        story.add(sent(RollbackRequested.class, EventFixtures.text(RollbackRequested.class), name, 4, '9'));
        story.add(sent(
                RollbackCompleted.class,
                EventFixtures.text(RollbackCompleted.class)
                        .replace("sha256:" + "5".repeat(64), "sha256:" + "4".repeat(64))
                        .replace("sha256:" + "2".repeat(64), "sha256:" + "9".repeat(64))
                        .replace("sha256:" + "4".repeat(64), "sha256:" + "2".repeat(64)),
                name,
                4,
                '2'));
        story.add(rolledBack(name));
        for (int day : List.of(5, 6)) {
            story.add(sent(RenderCompleted.class, EventFixtures.text(RenderCompleted.class), name, day, '7'));
            story.add(sent(TestCompleted.class, EventFixtures.text(TestCompleted.class), name, day, '7'));
        }
        story.add(sent(PublishCompleted.class, unchanged(), name, 5, '2'));
        story.add(sent(
                PublishCompleted.class,
                unchanged()
                        .replace(
                                "localhost:5000/node:jod\"",
                                "localhost:5000/node:lts\", \"previous\": \"sha256:" + "2".repeat(64) + "\"")
                        .replace("localhost:5000/node-bookworm:jod", "localhost:5000/node-bookworm:lts"),
                name,
                6,
                '2'));
        return story;
    }

    /** What the publisher reports of the run whose image the tags went back to. */
    private static Sent rolledBack(String name) {
        Sent published = sent(PublishCompleted.class, EventFixtures.text(PublishCompleted.class), name, 1, '2');
        return new Sent(
                PublishCompleted.class,
                published
                        .json()
                        .replaceFirst("PublishCompleted\"", "PublishCompleted-back\"")
                        .replace("2026-11-24T", "2026-11-27T")
                        .replace(":jod\"", ":back\"")
                        .replaceFirst("\\{", "{\"rollback\": {\"rebuildId\": \"" + name + "-4\"},"));
    }

    /** It gives one tag to what was published before. */
    private static String unchanged() {
        return EventFixtures.text(PublishCompleted.class)
                .replace("sha256:" + "5".repeat(64), "sha256:" + "2".repeat(64))
                .replaceFirst("\\{", "{\"unchanged\": true,");
    }

    /** An event of a rebuild of some day, of an image with this name and with this digest. */
    private static Sent sent(Class<? extends Event> type, String json, String name, int day, char digest) {
        String rebuild = name + "-" + day;
        return new Sent(
                type,
                json.replaceAll("r-0123456789ab|rb-20261124-030000-1a2b", rebuild)
                        .replaceFirst("\"eventId\": \"[^\"]*", "\"eventId\": \"" + rebuild + "/" + type.getSimpleName())
                        .replace("node", name)
                        .replace("2026-11-24T", "2026-11-2" + (day + 3) + "T")
                        .replace(
                                "sha256:" + "2".repeat(64),
                                "sha256:" + String.valueOf(digest).repeat(64)));
    }

    private static String failedTransiently() throws IOException {
        try (InputStream failed =
                EventFixtures.class.getResourceAsStream("/recorded-events/0.1/build-completed.failed.json")) {
            return new String(failed.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String cancelledEnd() {
        return """
                {"eventId": "e", "rebuildId": "r-0123456789ab", "occurredAt": "2026-11-24T03:06:00Z", "outcome": "cancelled",
                 "requestedAt": "2026-11-24T03:00:00Z", "reason": "weekly rebuild",
                 "failure": {"kind": "cancelled", "message": "the rebuild was cancelled: wrong (me)"},
                 "cancelled": [{"image": "node/24.18.1/trixie", "stage": "build",
                                "failure": {"kind": "cancelled", "message": "the rebuild was cancelled: wrong (me)"}}]}""";
    }
}
