package dev.imprimatur.messaging.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Event;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.LetterState;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class ForgottenEventsTest {
    private static final int PARTITION = 0;
    private static final String TOPIC = "rebuild-requested";

    @Inject
    ForgottenEvents forgotten;

    @Inject
    Retention retention;

    @Inject
    TopicHistory past;

    @Inject
    KeptLetters letters;

    @Inject
    Events events;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    /** What other tests have sent is not to be among what is passed. */
    @BeforeEach
    void emptyThePartition() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteRecords(Map.of(new TopicPartition(TOPIC, PARTITION), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }

    @Test
    void whatTheGroupHasPassedAndTheInboxLacksIsForgotten() throws Exception {
        assertThat(forgotten()).isEmpty();
        long known = send(TOPIC, "known", Map.of());
        long lost = send(TOPIC, "lost", Map.of());
        long poison = send(TOPIC, "poison", Map.of());
        letters.note(record(poison), new IllegalStateException(), "poison");
        send(TOPIC, "forged", Map.of());
        long notYet = send(TOPIC, "not-yet", Map.of());
        passed(notYet);
        events.handle(record(known), RebuildRequested.class, event -> {});

        assertThat(forgotten())
                .extracting(
                        each -> each.event().rebuildId() + " " + each.record().offset())
                .containsExactly("lost " + lost);

        events.handle(record(lost), RebuildRequested.class, event -> {});
        assertThat(forgotten()).isEmpty();
        passed(notYet + 1);
        assertThat(forgotten()).extracting(each -> each.event().rebuildId()).containsExactly(new RebuildId("not-yet"));

        // Dead letters go after 90 days, long after Kafka no longer has their events.
        retention.clear(Instant.now().plus(Duration.ofDays(60)));
        assertThat(forgotten())
                .as("what was handled is not forgotten for its age")
                .extracting(each -> each.event().rebuildId())
                .containsExactly(new RebuildId("not-yet"));
    }

    /** As when the database was saved while the service was behind. */
    @Test
    void whatIsMuchOlderThanWhenTheServiceTookTheNewestIsForgottenToo() throws Exception {
        long lost = send(TOPIC, "lost-long-ago", Map.of());
        long known = send(TOPIC, "known", Map.of());
        passed(known + 1);
        events.handle(record(known), RebuildRequested.class, event -> {});

        receivedLater(15);
        try {
            assertThat(forgotten())
                    .extracting(each -> each.event().rebuildId())
                    .contains(new RebuildId("lost-long-ago"))
                    .doesNotContain(new RebuildId("known"));
        } finally {
            receivedLater(-15);
        }

        events.handle(record(lost), RebuildRequested.class, event -> {});
    }

    /** Who may write there could hide what is forgotten, or keep a service from starting. */
    @Test
    void whatLiesOnADeadLetterTopicHidesNothing() throws Exception {
        long lost = send(TOPIC, "lost", Map.of());
        passed(lost + 1);
        send(
                TOPIC + ".dlq",
                "lost",
                Map.of(
                        "dead-letter-partition",
                        Integer.toString(PARTITION),
                        "dead-letter-offset",
                        Long.toString(lost)));
        send(TOPIC + ".dlq", "no place", Collections.singletonMap("dead-letter-partition", null));

        assertThat(forgotten()).extracting(each -> each.record().offset()).containsExactly(lost);

        events.handle(record(lost), RebuildRequested.class, event -> {});
    }

    @Test
    void whatCannotBeHandledAgainIsADeadLetterAndKeepsNothingBack() throws Exception {
        long bad = send(TOPIC, "bad", Map.of());
        long good = send(TOPIC, "good", Map.of());
        passed(good + 1);

        forgotten.each(
                List.of(RebuildRequested.class),
                ForgottenEventsTest::isGenuine,
                each -> events.handle(each.record(), RebuildRequested.class, event -> {
                    if (each.record().offset() == bad) {
                        throw new IllegalStateException("no handler takes it");
                    }
                }));

        assertThat(forgotten()).isEmpty();
        assertThat(letters.list(new LetterQuery(TOPIC, LetterState.WAITING, null, 500)))
                .anySatisfy(letter -> assertThat(letter.reason()).contains("no handler takes it"));
    }

    private void receivedLater(int minutes) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("inbox", "inbox_event")) {
                statement.executeUpdate("update " + table + " set received_at = received_at + interval '" + minutes
                        + " minutes' where topic = '" + TOPIC + "'");
            }
        }
    }

    private List<ForgottenEvents.Forgotten> forgotten() {
        List<ForgottenEvents.Forgotten> found = new ArrayList<>();
        forgotten.each(List.of(RebuildRequested.class), ForgottenEventsTest::isGenuine, found::add);
        assertThat(forgotten.any(List.of(RebuildRequested.class), ForgottenEventsTest::isGenuine))
                .isEqualTo(!found.isEmpty());
        return found;
    }

    private static boolean isGenuine(Event event, ConsumerRecord<String, byte[]> record) {
        return !event.rebuildId().value().equals("forged");
    }

    private List<ConsumerRecord<String, byte[]>> records() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        past.each(Instant.EPOCH, TOPIC, records::add);
        return records;
    }

    private ConsumerRecord<String, byte[]> record(long offset) {
        return records().stream()
                .filter(record -> record.partition() == PARTITION && record.offset() == offset)
                .findFirst()
                .orElseThrow();
    }

    /** A dead-letter topic has one partition. */
    private long send(String topic, String id, Map<String, String> headers) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                    topic,
                    topic.equals(TOPIC) ? PARTITION : 0,
                    null,
                    "{\"type\":\"rebuild-all\",\"rebuildId\":\"%s\"}"
                            .formatted(id)
                            .getBytes(StandardCharsets.UTF_8));
            headers.forEach((name, value) ->
                    record.headers().add(name, value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
            return producer.send(record).get().offset();
        }
    }

    private void passed(long next) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.alterConsumerGroupOffsets(
                            "messaging", Map.of(new TopicPartition(TOPIC, PARTITION), new OffsetAndMetadata(next)))
                    .all()
                    .get();
        }
    }
}
