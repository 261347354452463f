package dev.imprimatur.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Event;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.GuardedKafka;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that takes nothing for one topic, on a real broker with rules. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
@WithTestResource(GuardedKafka.class)
class HeldTopicsTest {
    /**
     * What a producer has of a topic that vanishes expires after 20 s; only the next event shows that it is missing.
     */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String TOPIC = Topic.REBUILD_REQUESTED.topic();
    private static final ResourcePattern RULED = new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL);

    @Inject
    Outbox outbox;

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    @Inject
    SmallRyeHealthReporter health;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    private final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());
    private Admin admin;
    private Kafka kafka;

    @BeforeEach
    void open() {
        admin = Admin.create(Map.of("bootstrap.servers", servers));
        kafka = new Kafka(servers);
    }

    /** The next test finds the topic there and without rules, whatever became of this one. */
    @AfterEach
    void close() throws Exception {
        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        if (!admin.listTopics().names().get().contains(TOPIC)) {
            admin.createTopics(List.of(topic())).all().get();
        }
        await("nothing is held").atMost(LIMIT).until(() -> held() == 0);
        kafka.close();
        admin.close();
    }

    @Test
    void aTopicThatMayNotBeWrittenHoldsUpNoOtherOne() throws Exception {
        rule("User:ANONYMOUS", AclOperation.DESCRIBE);

        List<String> ids = addAndSeeTheOthersGoOn("Not authorized to access topics");

        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        seeThatTheyFollow(ids);
    }

    @Test
    void aTopicThatMayNotBeSeenHoldsUpNoOtherOne() throws Exception {
        rule("User:somebody-else", AclOperation.ALL);

        List<String> ids = addAndSeeTheOthersGoOn("Not authorized to access topics");

        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        seeThatTheyFollow(ids);
    }

    @Test
    void aTopicThatIsMissingHoldsUpNoOtherOne() throws Exception {
        admin.deleteTopics(List.of(TOPIC)).all().get();
        // The controller answers before the broker knows: until then it takes events, and loses them with the topic.
        await("the broker has none of it").atMost(LIMIT).until(() -> !brokerHas(TOPIC));

        List<String> ids = addAndSeeTheOthersGoOn("not present in metadata");

        admin.createTopics(List.of(topic())).all().get();
        seeThatTheyFollow(ids);
    }

    private boolean brokerHas(String topic) throws Exception {
        return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().keySet().stream())
                .anyMatch(partition -> partition.topic().equals(topic));
    }

    private static NewTopic topic() {
        return new NewTopic(TOPIC, 2, (short) 1);
    }

    private List<String> addAndSeeTheOthersGoOn(String why) {
        List<String> ids =
                IntStream.range(0, 20).mapToObj(i -> rebuild + "/" + i).toList();
        ids.forEach(id -> add(RebuildRequestedBuilder.builder()
                .eventId(id)
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .type(RebuildRequested.ALL)
                .reason("why")
                .priority(Priority.MANUAL)
                .build()));
        String other = cancel();

        await("the other topic")
                .atMost(LIMIT)
                .until(() -> sent(Topic.REBUILD_CANCEL_REQUESTED).contains(other));

        await().atMost(LIMIT).until(() -> held() == 1);
        SmallRyeHealth ready = health.getReadiness();
        assertThat(ready.isDown()).isFalse();
        assertThat(ready.getPayload().toString()).contains("waits: " + TOPIC, why);
        return ids;
    }

    private String cancel() {
        String id = UUID.randomUUID().toString();
        add(new RebuildCancelRequested(id, Instant.now(), rebuild, RebuildCancelRequested.CANCEL, "why", null));
        return id;
    }

    private void seeThatTheyFollow(List<String> ids) {
        await("they follow by themselves").atMost(LIMIT).until(() -> waiting() == 0);
        await().atMost(LIMIT).until(() -> held() == 0);
        assertThat(sent(Topic.REBUILD_REQUESTED)).containsExactlyElementsOf(ids);
        assertThat(health.getReadiness().getPayload().toString()).doesNotContain("waits: ");
    }

    private long waiting() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement count = connection.prepareStatement("select count(*) from outbox where key = ?")) {
            count.setString(1, rebuild.value());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void add(Event event) {
        QuarkusTransaction.requiringNew().run(() -> outbox.add(event));
    }

    private double held() {
        return meters.get("imprimatur.outbox.topics.held").gauge().value();
    }

    /** The ids of what was sent for this rebuild, in order. */
    private List<String> sent(Topic topic) {
        return kafka.events(topic.event()).stream()
                .filter(event -> event.key().equals(rebuild.value()))
                .map(Event::eventId)
                .toList();
    }

    /** From now on only this user may do anything with the topic, and only this. */
    private void rule(String who, AclOperation what) throws Exception {
        AccessControlEntry allowed = new AccessControlEntry(who, "*", what, AclPermissionType.ALLOW);
        admin.createAcls(List.of(new AclBinding(RULED, allowed))).all().get();
    }
}
