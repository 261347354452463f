package dev.imprimatur.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk.Act;
import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be handled is kept, and handled once when it is redriven, however often that is asked for. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class DeadLettersTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** It has room for large records. */
    private static final String TOPIC = Topic.ROLLBACK_ORDERED.topic();

    private static final byte[] NO_EVENT = {'x'};

    @Inject
    Picky picky;

    @Inject
    KeptLetters letters;

    @Inject
    DeadLetterDesk desk;

    @Inject
    Retention retention;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @AfterEach
    void mend() {
        picky.refuse(null);
        picky.meanwhile(() -> {});
    }

    @Test
    void aLetterIsHandledOnceThoughItIsRedrivenTwice() {
        Letter letter = refused("the defect");
        assertThat(letter.reason()).contains("the defect");
        assertThat(letter.topic()).isEqualTo(TOPIC);
        assertThat(letter.bytes())
                .isPositive()
                .isEqualTo(letters.whole(letter.id()).orElseThrow().letter().bytes());
        assertThat(letter.service()).isEqualTo("messaging");
        picky.refuse(null);

        assertThat(decide(Act.REDRIVE, letter)).isEqualTo(new Outcome(letter.id(), true, "redriven"));
        Outcome again = decide(Act.REDRIVE, letter);

        assertThat(again.done()).isTrue();
        assertThat(again.message()).contains("already").contains("ann");
        // Bare, it is known by its place in Kafka alone: that it kept.
        assertThat(picky.handled()).containsOnlyOnce(letter.id().substring("messaging:".length()));
        assertThat(whole(letter).decidedWhy()).isEqualTo("mended");
        assertThat(letters.list(new LetterQuery(null, LetterState.WAITING, null, 500)))
                .doesNotContain(letter);
    }

    @Test
    void whatWasHandledButNotNotedAsSuchIsNotHandledAgain() {
        Letter letter = refused("the defect");
        picky.refuse(null);
        decide(Act.REDRIVE, letter);
        letters.note(letters.record(letter.id()).orElseThrow(), new IllegalStateException(), "as after a crash");

        assertThat(decide(Act.REDRIVE, letter).done()).isTrue();

        assertThat(picky.handled()).containsOnlyOnce(letter.id().substring("messaging:".length()));
    }

    @Test
    void aLetterThatIsRefusedAgainWaitsWithTheNewReason() {
        Letter letter = refused("the defect");
        picky.refuse("another defect");

        Outcome outcome = decide(Act.REDRIVE, letter);

        assertThat(outcome.done()).isFalse();
        assertThat(outcome.message()).isEqualTo("refused again: another defect");
        assertThat(whole(letter).state()).isEqualTo(LetterState.WAITING);
        assertThat(whole(letter).refusals()).isEqualTo(2);
        assertThat(whole(letter).reason()).isEqualTo("another defect");
    }

    @Test
    void aLetterThatIsDroppedWhileItIsRefusedAgainStaysDropped() {
        Letter letter = refused("the defect");
        picky.refuse("another defect");
        picky.meanwhile(
                () -> CompletableFuture.runAsync(() -> decide(Act.DROP, letter)).join());

        Outcome outcome = decide(Act.REDRIVE, letter);

        assertThat(whole(letter).state()).isEqualTo(LetterState.DROPPED);
        assertThat(whole(letter).decidedBy()).isEqualTo("ann");
        assertThat(outcome.done()).isFalse();
        assertThat(outcome.message()).isEqualTo("refused again: another defect; it is dropped already, by ann");
    }

    @Test
    void aDroppedLetterIsNotRedrivenAndCanBePutBackForThirtyDays() {
        Letter kept = refused("the defect");
        Letter gone = refused("the defect");
        Letter waits = refused("the defect");
        assertThat(decide(Act.DROP, kept).done()).isTrue();
        assertThat(decide(Act.DROP, gone).done()).isTrue();
        assertThat(decide(Act.REDRIVE, kept).done()).isFalse();
        retention.clear(Instant.now().plus(Duration.ofDays(29)));
        assertThat(decide(Act.RESTORE, kept).done()).isTrue();
        assertThat(whole(kept).state()).isEqualTo(LetterState.WAITING);

        retention.clear(Instant.now().plus(Duration.ofDays(31)));

        assertThat(letters.whole(gone.id())).isEmpty();
        assertThat(decide(Act.RESTORE, gone).message()).contains("there is no such dead letter");
        assertThat(letters.whole(kept.id())).isPresent();
        assertThat(letters.whole(waits.id())).isPresent();
    }

    @Test
    void whatIsNoTextIsKeptAsItCame() {
        String key = "key\0" + UUID.randomUUID();
        send(key, "no\0event");

        Letter letter = waiting(key);

        assertThat(letters.record(letter.id()).orElseThrow().value()).asString().isEqualTo("no\0event");
        assertThat(letters.whole(letter.id()).orElseThrow().headers())
                .containsExactly(new WholeLetter.Header("h\0", "v\0"));
    }

    @Test
    void whatASenderSaysOfWhenItCameCountsForNothingWhenItIsRedriven() {
        Instant begin = SharedClock.now().truncatedTo(ChronoUnit.MILLIS);
        ConsumerRecord<String, byte[]> dated = new ConsumerRecord<>(
                TOPIC,
                0,
                Long.MAX_VALUE,
                begin.minus(Duration.ofDays(9)).toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                UUID.randomUUID().toString(),
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
        letters.note(dated, new IllegalStateException(), "the defect");
        Letter letter = waiting(dated.key());
        Instant came = Received.at(letters.record(letter.id()).orElseThrow());
        picky.refuse("another defect");

        assertThat(decide(Act.REDRIVE, letter).done()).isFalse();

        assertThat(came).isAfterOrEqualTo(begin);
        assertThat(whole(letter).refusals()).isEqualTo(2);
        assertThat(Received.at(letters.record(letter.id()).orElseThrow())).isEqualTo(came);
    }

    @Test
    void pagesHaveEachLetterOnce() {
        List<Letter> three = List.of(refused("one"), refused("two"), refused("three"));

        LetterQuery rest = new LetterQuery(TOPIC, null, LetterQuery.place(three.getFirst()), 1);
        List<Letter> next = letters.list(rest);
        List<Letter> last = letters.list(new LetterQuery(TOPIC, null, LetterQuery.place(next.getFirst()), 500));

        assertThat(next).containsExactly(three.get(1));
        assertThat(last).first().isEqualTo(three.get(2));
    }

    /** Larger than what the broker takes, once it has our headers too. */
    @ParameterizedTest
    @EnumSource
    void whatKafkaHasNoRoomForBesideTheReasonHoldsUpNothing(Large large) throws Exception {
        String key = UUID.randomUUID().toString();
        ProducerRecord<String, byte[]> record = large.record(key);
        RecordMetadata place = send(record);
        send(new ProducerRecord<>(TOPIC, place.partition(), "behind " + key, NO_EVENT));

        assertThat(waiting("behind " + key)).isNotNull();
        assertThat(letters.record(waiting(key).id()).orElseThrow().headers())
                .containsExactly(record.headers().toArray());
        assertThat(headers(place))
                .allMatch(name -> name.startsWith("dead-letter-"))
                .doesNotHaveDuplicates()
                .contains("dead-letter-reason");
        assertThat(headers(place).contains("dead-letter-omitted"))
                .as("there is room for the letter without headers that are named like ours")
                .isEqualTo(large != Large.NAMED_LIKE_OURS);
    }

    @Test
    void noHeaderOfASenderPassesForOneOfOurs() throws Exception {
        String key = UUID.randomUUID().toString();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(TOPIC, key, NO_EVENT);
        record.headers().add("dead-letter-omitted", NO_EVENT).add("ce_id", NO_EVENT);
        RecordMetadata place = send(record);

        waiting(key);
        assertThat(headers(place)).doesNotContain("dead-letter-omitted").contains("ce_id", "dead-letter-reason");
    }

    @Test
    void aTopicWithoutRoomForAnyLetterHoldsUpNothing() throws Exception {
        String key = UUID.randomUUID().toString();
        limitLetters("100");
        try {
            send(new ProducerRecord<>(TOPIC, key, NO_EVENT));

            assertThat(letters.record(waiting(key).id()).orElseThrow().value()).isEqualTo(NO_EVENT);
        } finally {
            limitLetters("1048588");
        }
    }

    /** Records of the largest size that the broker takes. */
    private enum Large {
        NAMED_LIKE_OURS("dead-letter-", NO_EVENT),
        TOMBSTONE("noise-", null),
        HEADER_WITHOUT_A_VALUE("noise-", NO_EVENT);

        private final String names;
        private final byte[] value;

        Large(String names, byte[] value) {
            this.names = names;
            this.value = value;
        }

        ProducerRecord<String, byte[]> record(String key) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(TOPIC, key, value);
            if (this == HEADER_WITHOUT_A_VALUE) {
                record.headers().add("dead-letter-cause", null);
            }
            int overhead = names.length() + 10;
            for (int left = 1_048_300; left > overhead; ) {
                byte[] noise = new byte[Math.min(4000, left - overhead)];
                new Random(left).nextBytes(noise);
                record.headers().add(names + (10_000_000 + left), noise);
                left -= noise.length + overhead + 2;
            }
            return record;
        }
    }

    /** The names of the headers of the letter on Kafka. */
    private List<String> headers(RecordMetadata place) {
        try (Kafka kafka = new Kafka(servers)) {
            return kafka.records(Topic.ROLLBACK_ORDERED.deadLetters()).stream()
                    .filter(letter -> Long.toString(place.offset()).equals(header(letter, "dead-letter-offset"))
                            && Integer.toString(place.partition()).equals(header(letter, "dead-letter-partition")))
                    .flatMap(letter -> Stream.of(letter.headers().toArray()))
                    .map(Header::key)
                    .toList();
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void limitLetters(String bytes) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topic.ROLLBACK_ORDERED.deadLetters());
            AlterConfigOp limit =
                    new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
        }
    }

    private RecordMetadata send(ProducerRecord<String, byte[]> record) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "max.request.size", 2_000_000),
                new StringSerializer(),
                new ByteArraySerializer())) {
            return producer.send(record).get();
        }
    }

    private Letter refused(String why) {
        picky.refuse(why);
        String key = UUID.randomUUID().toString();
        send(key, "{\"reference\": \"node:22\"}");
        return waiting(key);
    }

    private Letter waiting(String key) {
        return await().atMost(LIMIT)
                .until(
                        () -> letters.list(new LetterQuery(TOPIC, LetterState.WAITING, null, 500)).stream()
                                .filter(letter -> key.equals(letter.key()))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    private Letter whole(Letter letter) {
        return letters.whole(letter.id()).orElseThrow().letter();
    }

    private Outcome decide(Act act, Letter letter) {
        return desk.decide(act, new Decision(List.of(letter.id()), "mended", "ann"))
                .getFirst();
    }

    private void send(String key, String value) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            ProducerRecord<String, String> record = new ProducerRecord<>(TOPIC, key, value);
            record.headers().add("h\0", "v\0".getBytes(StandardCharsets.UTF_8));
            producer.send(record);
        }
    }
}
