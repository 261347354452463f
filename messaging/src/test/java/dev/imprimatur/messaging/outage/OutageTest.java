package dev.imprimatur.messaging.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.stack.Postgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel goes on after whatever happened to the database, and after whatever came. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class OutageTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    Mirrored mirrored;

    @Inject
    DataSource dataSource;

    @Inject
    SmallRyeHealthReporter health;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "mp.messaging.connector.smallrye-kafka.throttled.unprocessed-record-max-age.ms")
    long longestInHand;

    private Kafka kafka;

    @BeforeEach
    void open() {
        kafka = new Kafka(servers);
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void aRecordInHandWhileTheDatabaseIsAwayClosesNoChannel() throws Exception {
        Postgres postgres = new Postgres(dataSource);
        String before = send();
        await().atMost(LIMIT).until(() -> mirrored.handled().contains(before));

        postgres.fallSilent();
        String inHand;
        try {
            inHand = send();
            await("a channel with a limit is closed by then")
                    .atMost(LIMIT)
                    .until(() -> live("mirrored-with-limit").contains("[KO]"));
            assertThat(live("mirrored")).contains("[OK]");
        } finally {
            postgres.goOn();
            mirrored.release();
        }

        await().atMost(LIMIT).until(() -> mirrored.handled().contains(inHand));
        String after = send();
        await().atMost(LIMIT).until(() -> mirrored.handled().contains(after));
        assertThat(longestInHand).as("no limit at all").isZero();
    }

    @Test
    void noAnswerOfTheDatabaseIsWaitedForForEver() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(Duration.ofMillis(connection.getNetworkTimeout()))
                    .as("longer than any statement takes, or waits for a lock")
                    .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(10));
        }
    }

    @Test
    void whatIsTooLargeForADeadLetterGoesWithoutItsValue() {
        byte[] largest = new byte[1_048_400];
        new Random(13).nextBytes(largest);
        kafka.send(Topic.MIRROR_COMPLETED, null, largest);
        String after = send();

        await().atMost(LIMIT).until(() -> mirrored.handled().contains(after));
        ConsumerRecord<String, byte[]> letter = letter("1048400 bytes", "dead-letter-omitted");
        assertThat(letter.value()).isEmpty();
        assertThat(header(letter, "dead-letter-reason")).contains("not JSON");
    }

    @Test
    void aReasonThatCitesALargeMessageIsCutAndTheMessageIsKept() {
        String type = "x".repeat(900_000);
        byte[] value = "{\"specversion\":\"1.0\",\"type\":\"%s\",\"data\":{}}"
                .formatted(type)
                .getBytes(StandardCharsets.UTF_8);
        kafka.send(Topic.MIRROR_COMPLETED, null, value);
        String after = send();

        await().atMost(LIMIT).until(() -> mirrored.handled().contains(after));
        ConsumerRecord<String, byte[]> letter = letter("CloudEvents type", "dead-letter-reason");
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "dead-letter-reason")).hasSizeLessThan(1100);
        assertThat(header(letter, "dead-letter-topic")).isEqualTo("mirror-completed");
    }

    private String send() {
        String id = UUID.randomUUID().toString();
        String event = EventFixtures.text(MirrorCompleted.class)
                .replaceFirst("\"eventId\" *: *\"[^\"]*\"", "\"eventId\":\"" + id + "\"");
        kafka.send(Topic.MIRROR_COMPLETED, "one-partition", event.getBytes(StandardCharsets.UTF_8));
        return id;
    }

    private ConsumerRecord<String, byte[]> letter(String text, String header) {
        return await().atMost(LIMIT)
                .until(
                        () -> kafka.records("mirror-completed.dlq").stream()
                                .filter(record -> header(record, header).contains(text))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? ""
                : new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** What liveness says of this channel. */
    private String live(String channel) {
        String all = health.getLiveness().getPayload().toString();
        int start = all.indexOf("\"" + channel + "\"");
        return start < 0 ? "" : all.substring(start, Math.min(all.length(), start + channel.length() + 40));
    }
}
