package dev.imprimatur.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.GuardedKafka;
import dev.imprimatur.messaging.stack.LatePort;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose user may not create topics, on a real broker with rules. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
@WithTestResource(GuardedKafka.class)
class TopicSetupTest {
    /** One that nothing listens to here. */
    private static final String TOPIC = Topic.MIRROR_COMPLETED.deadLetters();

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ResourcePattern CLUSTER =
            new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);

    @Inject
    TopicSetup setup;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    private Admin admin;

    @BeforeEach
    void mayNotCreate() throws Exception {
        admin = Admin.create(Map.of("bootstrap.servers", servers));
        admin.createAcls(List.of(
                        rule(CLUSTER, AclOperation.ALL, AclPermissionType.ALLOW),
                        rule(CLUSTER, AclOperation.CREATE, AclPermissionType.DENY),
                        rule(topic("*"), AclOperation.ALL, AclPermissionType.ALLOW),
                        rule(topic("*"), AclOperation.CREATE, AclPermissionType.DENY)))
                .all()
                .get();
    }

    /** The next test finds every topic there, and no rules. */
    @AfterEach
    void mayDoEverything() throws Exception {
        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        setup.create();
        admin.close();
    }

    @Test
    void startsWithTheTopicsThatAreThere() {
        assertThatCode(setup::create).doesNotThrowAnyException();
    }

    @Test
    void waitsForATopicThatIsMissing() throws Exception {
        delete();

        CompletableFuture<Void> start = CompletableFuture.runAsync(setup::create);
        assertThat(start).as("waits").isNotCompleted();
        await("it goes on waiting").during(Duration.ofSeconds(5)).atMost(LIMIT).until(() -> !start.isDone());

        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        assertThat(start).succeedsWithin(LIMIT);
        assertThat(admin.listTopics().names().get()).contains(TOPIC);
    }

    @Test
    void aTopicThatItMayNotEvenSeeIsNoneOfItsOwn() throws Exception {
        delete();
        admin.createAcls(List.of(rule(topic(TOPIC), AclOperation.ALL, AclPermissionType.DENY)))
                .all()
                .get();

        assertThatCode(setup::create).doesNotThrowAnyException();
    }

    /** A broker keeps them for a week by itself. */
    @Test
    void eventsStayForTwoWeeksAndDeadLettersForNinetyDays() throws Exception {
        assertThat(retention(Topic.MIRROR_COMPLETED.topic())).isEqualTo(Duration.ofDays(14));
        assertThat(retention(TOPIC)).isEqualTo(Duration.ofDays(90));
    }

    /** It would be unpacked by every service. The broker unpacks it, and counts. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd", "none"})
    void aRequestIsSmallUnpackedToo(String compression) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", servers, "compression.type", compression, "max.request.size", 1 << 27);
        try (KafkaProducer<byte[], byte[]> sender =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : List.of("rebuild-requested", "rebuild-cancel-requested", "rollback-requested")) {
                assertThatThrownBy(() -> sender.send(new ProducerRecord<>(topic, new byte[4 << 20]))
                                .get())
                        .as(topic)
                        .hasCauseInstanceOf(RecordTooLargeException.class);
                assertThat(sender.send(new ProducerRecord<>(topic, new byte[60_000]))
                                .get()
                                .serializedValueSize())
                        .isEqualTo(60_000);
            }
        }
    }

    /** What a service asks at its start without creating topics, as where it may not. */
    @Test
    void aKafkaThatAnswersLateIsWaitedFor() throws Exception {
        try (LatePort late = new LatePort(servers, 1, 1)) {
            assertThat(at("localhost:" + late.port(), Duration.ofMinutes(1)).ask("read a group", TopicSetupTest::group))
                    .isNotNull();
            assertThat(late.connections()).isGreaterThan(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "kafka.invalid:9092"})
    void aKafkaThatNeverAnswersEndsTheStartByItsName(String address) {
        assertThatThrownBy(() -> at(address, Duration.ofSeconds(1)).ask("read a group", TopicSetupTest::group))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot read a group at " + address + " (kafka.bootstrap.servers): ");
    }

    private static Map<TopicPartition, OffsetAndMetadata> group(Admin admin)
            throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets("none")
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private static KafkaAtStart at(String address, Duration wait) {
        KafkaAtStart kafka = new KafkaAtStart();
        kafka.kafka = Map.of();
        kafka.config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(MessagingConfig.class)
                .withDefaultValue("quarkus.application.name", "test")
                .withDefaultValue("kafka.bootstrap.servers", address)
                .withDefaultValue("imprimatur.messaging.start-wait", wait.toString())
                .build()
                .getConfigMapping(MessagingConfig.class);
        return kafka;
    }

    private Duration retention(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String millis = admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(TopicConfig.RETENTION_MS_CONFIG)
                .value();
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private void delete() throws Exception {
        admin.deleteTopics(List.of(TOPIC)).all().get();
        await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains(TOPIC));
    }

    private static ResourcePattern topic(String name) {
        return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
    }

    private static AclBinding rule(ResourcePattern of, AclOperation what, AclPermissionType permission) {
        return new AclBinding(of, new AccessControlEntry("User:*", "*", what, permission));
    }
}
