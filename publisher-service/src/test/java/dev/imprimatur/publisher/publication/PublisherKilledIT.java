package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.LocalRegistry;
import dev.imprimatur.publisher.registry.TestImages;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged publisher, killed again and again in the middle of its work. */
class PublisherKilledIT {
    private static final int IMAGES = 24;
    private static final int KILLS = 30;

    private final long seed = Long.getLong("imprimatur.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Registry production = Surroundings.registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    private final Repository repository = new Repository("publisher-test/" + UUID.randomUUID());
    private final LocalStackResource stack = new LocalStackResource();
    private Map<String, String> addresses;
    private Bus bus;
    private Process publisher;

    @TempDir
    Path folder;

    private LocalRegistry mirror;

    @BeforeEach
    void start() {
        mirror = new LocalRegistry(folder.resolve("mirror"));
        mirror.start();
        stack.init(Map.of("schema", "publisher"));
        addresses = stack.start();
        bus = new Bus(addresses.get("kafka.bootstrap.servers"));
        publisher = publisher();
    }

    @AfterEach
    void stop() {
        publisher.destroyForcibly().onExit().join();
        bus.stop();
        stack.stop();
        mirror.stop();
    }

    @Test
    void aMirrorThatWasDownGetsAllThoughThePublisherIsKilled() {
        List<TestCompleted> events = round("mirrored");
        events.forEach(bus::send);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> told(events) >= IMAGES / 4);
        mirror.stop();
        publisher.destroyForcibly().onExit().join();
        publisher = publisher();
        awaitAll(events);
        mirror.start();
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> mirrored(events) > IMAGES / 2);
        publisher.destroyForcibly().onExit().join();
        publisher = publisher();

        await().atMost(Duration.ofMinutes(2)).until(() -> mirrored(events) == IMAGES);
        for (TestCompleted event : events) {
            assertThat(bus.published(event).stream().distinct()).hasSize(1);
            for (Tag tag : event.candidate().tags()) {
                assertThat(Digest.of(TestImages.get(tag.in(mirror.registry())).body()))
                        .isEqualTo(event.staged().digest());
            }
        }
    }

    private long mirrored(List<TestCompleted> events) {
        return events.stream()
                .map(event -> event.candidate().aliases().getLast().in(mirror.registry()))
                .filter(tag -> TestImages.get(tag).statusCode() == 200)
                .count();
    }

    @Test
    void nothingIsLostAndNothingIsAnnouncedTwice() {
        List<TestCompleted> before = round("round-0-");
        before.forEach(bus::send);
        awaitAll(before);
        int rounds = 1;
        for (int kills = 0; kills < KILLS; rounds++) {
            List<TestCompleted> after = round("round-" + rounds + "-");
            after.forEach(this::sendWithARejectedOne);
            kills += killWhileItPublishes(after, KILLS - kills);
            awaitAll(after);
            assertPublishedOnce(before, after);
            before = after;
        }
        assertThat(leftInJournal()).isZero();
        System.out.printf(
                "seed %d (-Dimprimatur.seed=… repeats it), %d kills, %d publications of 5 tags%n",
                seed, KILLS, rounds * IMAGES);
    }

    /** Under the same names, of a digest that must never get one of them. */
    private void sendWithARejectedOne(TestCompleted approved) {
        RepositoryReference staged = new RepositoryReference(staging, repository);
        bus.send(Verdicts.rejected(
                TestImages.push(staged, "rejected " + approved.staged().digest()), approved.candidate()));
        bus.send(approved);
    }

    /** How often it could be killed before all was announced. */
    private int killWhileItPublishes(List<TestCompleted> events, int most) {
        int kills = 0;
        for (long enough = 1; kills < most && enough < events.size(); kills++) {
            long wanted = enough;
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(1 + random.nextInt(20)))
                    .until(() -> told(events) >= wanted);
            publisher.destroyForcibly().onExit().join();
            publisher = publisher();
            enough = told(events) + 1;
        }
        return kills;
    }

    private void assertPublishedOnce(List<TestCompleted> first, List<TestCompleted> second) {
        for (int i = 0; i < IMAGES; i++) {
            Digest before = first.get(i).staged().digest();
            Digest after = second.get(i).staged().digest();
            // The relay may send an event again; a subscriber knows it by its id.
            List<PublishCompleted> told =
                    bus.published(second.get(i)).stream().distinct().toList();
            assertThat(told).hasSize(1);
            assertThat(told.getFirst().failure()).isNull();
            assertThat(told.getFirst().tags())
                    .extracting(PublishedTag::previous)
                    .containsOnly(before);
            for (Tag tag : second.get(i).candidate().tags()) {
                assertThat(Digest.of(TestImages.get(tag.in(production)).body())).isEqualTo(after);
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> Digest.of(TestImages.get(tag.in(mirror.registry()))
                                        .body())
                                .equals(after));
            }
        }
    }

    private int leftInJournal() {
        try (Connection connection = DriverManager.getConnection(
                        addresses.get("quarkus.datasource.jdbc.url"), "imprimatur", "imprimatur");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from tag_change where state = 'PLANNED'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<TestCompleted> round(String name) {
        RepositoryReference staged = new RepositoryReference(staging, repository);
        List<TestCompleted> events = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            events.add(approved(TestImages.push(staged, repository + name + i), i));
        }
        return events;
    }

    private TestCompleted approved(ImageReference staged, int number) {
        List<Tag> aliases = Stream.of("a", "b", "c", "d")
                .map(letter -> repository.tag(letter + number))
                .toList();
        String version = "22." + number + ".0";
        return Verdicts.approved(
                staged, Verdicts.candidate("node/" + version + "/bookworm", List.of(repository.tag(version)), aliases));
    }

    private void awaitAll(List<TestCompleted> events) {
        await().atMost(Duration.ofMinutes(4)).until(() -> told(events) == events.size());
    }

    private long told(List<TestCompleted> events) {
        return events.stream().filter(event -> !bus.published(event).isEmpty()).count();
    }

    private Process publisher() {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(classData());
        command.addAll(List.of(
                "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> settings = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", addresses.get("kafka.bootstrap.servers"),
                "QUARKUS_DATASOURCE_JDBC_URL", addresses.get("quarkus.datasource.jdbc.url"),
                "QUARKUS_HTTP_PORT", "0",
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "IMPRIMATUR_PUBLISHER_STAGING", staging.host(),
                "IMPRIMATUR_PUBLISHER_PRODUCTION", production.host(),
                "IMPRIMATUR_PUBLISHER_MIRRORS", mirror.registry().host(),
                "IMPRIMATUR_TRUST_KEYS", TestKeys.trusted().toString(),
                "IMPRIMATUR_ORDER_KEYS",
                        Path.of("target/test-keys/renderers").toAbsolutePath().toString(),
                "IMPRIMATUR_MESSAGING_WORK_HEARTBEAT_INTERVAL", "500ms");
        builder.environment().putAll(settings);
        builder.environment()
                .putAll(Map.of(
                        "IMPRIMATUR_SIGNING_KEY_FILE",
                        Path.of("target/test-keys/publisher.pem")
                                .toAbsolutePath()
                                .toString(),
                        "IMPRIMATUR_SIGNING_TRUST_FOLDER",
                        Path.of("target/test-keys/publishers").toAbsolutePath().toString()));
        try {
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/publisher-killed.log")))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What ./imprimatur test has recorded for quicker starts; the JVM passes over it if it is of other programs. */
    private static List<String> classData() {
        String folder = System.getenv("IMPRIMATUR_CLASS_DATA");
        Path recorded = Path.of(folder == null ? "" : folder, "publisher.jsa");
        return Files.exists(recorded) ? List.of("-XX:SharedArchiveFile=" + recorded, "-Xlog:disable") : List.of();
    }
}
