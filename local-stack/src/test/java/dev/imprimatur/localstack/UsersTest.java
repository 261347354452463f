package dev.imprimatur.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.kafkaaccess.Logins;
import dev.imprimatur.localstack.start.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what in a broker that has users. */
class UsersTest {
    private static final List<String> TOPICS = List.of(
            "rebuild-requested",
            "rebuild-cancel-requested",
            "rollback-requested",
            "render-completed",
            "build-completed",
            "test-completed",
            "publish-completed",
            "publish-completed.dlq",
            "rebuild-completed",
            "rollback-ordered",
            "rollback-completed",
            "mirror-completed");

    @TempDir
    static Path folder;

    private static int port;
    private static StackProcess stack;

    @BeforeAll
    static void up() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        port = Ports.anyFree();
        stack = start("home");
        makeTopics();
    }

    @AfterAll
    static void down() {
        stack.close();
    }

    private static StackProcess start(String home) throws IOException {
        return StackProcess.start(
                folder.resolve(home), "--users", users().toString(), "--users-port", Integer.toString(port));
    }

    private static Path users() {
        return folder.resolve("kafka");
    }

    private static void makeTopics() throws Exception {
        try (Admin admin = Admin.create(new Logins(users()).adminClient())) {
            admin.createTopics(TOPICS.stream()
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebuild-requested", "rebuild-cancel-requested", "rollback-requested"})
    void withoutALoginThingsMayBeAskedFor(String topic) {
        send(anonymous(), topic);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "render-completed",
                "build-completed",
                "test-completed",
                "publish-completed",
                "publish-completed.dlq",
                "rebuild-completed",
                "rollback-ordered",
                "rollback-completed",
                "mirror-completed"
            })
    void withoutALoginEverythingMayBeReadAndNothingElseWritten(String topic) {
        send(admin(), topic);

        assertThat(read(anonymous(), topic, "any")).contains("a record");
        refuses(anonymous(), topic);
    }

    @ParameterizedTest
    @CsvSource({
        "renderer, render-completed rebuild-completed rollback-ordered rebuild-requested rebuild-cancel-requested",
        "builder, build-completed publish-completed.dlq",
        "tester, test-completed",
        "publisher, publish-completed rollback-completed mirror-completed",
        "console, rebuild-requested rebuild-cancel-requested rollback-requested publish-completed.dlq"
    })
    void aServiceWritesItsOwnAndNoOthers(String service, String own) throws Exception {
        Map<String, Object> client = service(service);

        for (String topic : TOPICS) {
            if (List.of(own.split(" ")).contains(topic) || isItsDeadLetters(service, topic)) {
                send(client, topic);
            } else {
                refuses(client, topic);
            }
        }
    }

    private static boolean isItsDeadLetters(String service, String topic) {
        return service.equals("renderer") && topic.equals("publish-completed.dlq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"renderer", "builder", "tester", "publisher", "console"})
    void inAServicesGroupThereIsNoStranger(String group) throws Exception {
        assertThatThrownBy(() -> read(anonymous(), "build-completed", group))
                .isInstanceOf(GroupAuthorizationException.class);
        String other = group.equals("renderer") ? "console" : "renderer";
        assertThatThrownBy(() -> read(service(other), "build-completed", group))
                .isInstanceOf(GroupAuthorizationException.class);
    }

    @Test
    void loginsAreTheirOwnersAloneAndInNoCommand() throws Exception {
        try (Stream<Path> files = Files.walk(users())) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(8)
                    .allSatisfy(file ->
                            assertThat(Files.getPosixFilePermissions(file)).hasToString("[OWNER_READ, OWNER_WRITE]"));
        }
        String password =
                properties(users().resolve("broker/passwords.properties")).getProperty("tester");
        assertThat(password).hasSizeGreaterThan(30);
        assertThat(stack.process().info().commandLine().orElse("")).isNotEmpty().doesNotContain(password);
    }

    @Test
    void afterAKillUsersAndRulesAreWhatTheyWere() throws Exception {
        Map<String, Object> tester = service("tester");
        stack.kill();

        stack = start("home");

        send(tester, "test-completed");
        refuses(tester, "publish-completed");
        send(anonymous(), "rebuild-requested");
        refuses(anonymous(), "test-completed");
    }

    @Test
    void aHomeThatHadNoUsersGetsThemAndKeepsItsEvents() throws Exception {
        stack.close();
        try {
            withoutUsers("test-completed");
            stack = start("open");

            refuses(anonymous(), "test-completed");
            assertThat(read(service("publisher"), "test-completed", "publisher"))
                    .containsExactly("a record");
        } finally {
            // Whatever happened here, other tests find their topics.
            stack.close();
            stack = start("home");
        }
    }

    private static void withoutUsers(String topic) throws Exception {
        try (StackProcess open = StackProcess.start(folder.resolve("open"))) {
            Map<String, Object> client = Map.of("bootstrap.servers", open.kafka());
            try (Admin admin = Admin.create(client)) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
            send(client, topic);
        }
    }

    private static Map<String, Object> anonymous() {
        return Map.of("bootstrap.servers", stack.kafka());
    }

    private static Map<String, Object> admin() {
        try {
            return new Logins(users()).adminClient();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> service(String name) throws IOException {
        Map<String, Object> client = new HashMap<>(Map.of("bootstrap.servers", "localhost:" + port));
        properties(users().resolve(name).resolve("kafka.properties"))
                .forEach((key, value) -> client.put(((String) key).substring("kafka.".length()), value));
        return client;
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream content = Files.newInputStream(file)) {
            properties.load(content);
        }
        return properties;
    }

    private static void refuses(Map<String, Object> client, String topic) {
        assertThatThrownBy(() -> send(client, topic))
                .as("%s by %s", topic, client)
                .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    }

    private static void send(Map<String, Object> client, String topic) {
        try (var producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "a record")).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first records that come. */
    private static List<String> read(Map<String, Object> client, String topic, String group) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(Map.of("group.id", group, "auto.offset.reset", "earliest"));
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (System.nanoTime() < end) {
                var records = consumer.poll(Duration.ofMillis(200));
                if (!records.isEmpty()) {
                    return StreamSupport.stream(records.spliterator(), false)
                            .map(ConsumerRecord::value)
                            .toList();
                }
            }
            return List.of();
        }
    }
}
