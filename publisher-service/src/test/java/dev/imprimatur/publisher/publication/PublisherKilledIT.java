package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.localstack.start.StartFailure;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.LocalRegistry;
import dev.imprimatur.publisher.registry.TestImages;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged publisher, killed in each place of a publication where something has just changed in a registry or is
 * about to, and at times that chance picks.
 */
class PublisherKilledIT {
    private static final int IMAGES = 8;
    /** Which steps kills meet is up to chance; where one was not met, all kills come again. */
    private static final int MOST_PASSES = 3;

    private static final int MOST_ROUNDS = 40;
    /** A revision is set before any other tag. */
    private static final String FIRST_TAG = "manifests/22\\.\\d+\\.0-r";

    private static final String A_TAG = "manifests/(?!sha256[:-])";

    private final long seed = Long.getLong("imprimatur.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Registry behind = Surroundings.registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    private final Repository repository = new Repository("publisher-test/" + UUID.randomUUID());
    private final LocalStackResource stack = new LocalStackResource();
    private FlakyRegistry production;
    private FlakyRegistry mirror;
    private LocalRegistry behindMirror;
    private Map<String, String> addresses;
    private Bus bus;
    private PackagedPublisher publisher;
    private InterruptedSteps steps;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws StartFailure {
        behindMirror = new LocalRegistry(folder.resolve("mirror"));
        behindMirror.start();
        production = new FlakyRegistry(behind);
        mirror = new FlakyRegistry(behindMirror.registry());
        stack.init(Map.of("schema", "publisher"));
        addresses = stack.start();
        steps = new InterruptedSteps(addresses.get("quarkus.datasource.jdbc.url"));
        bus = new Bus(addresses.get("kafka.bootstrap.servers"));
        publisher = new PackagedPublisher(addresses, staging, production.registry(), mirror.registry());
    }

    @AfterEach
    void stop() {
        if (publisher != null) {
            publisher.kill();
        }
        bus.stop();
        stack.stop();
        production.goDown();
        mirror.goDown();
        behindMirror.stop();
    }

    @Test
    void aMirrorThatWasDownGetsAllThoughThePublisherIsKilled() {
        List<TestCompleted> events = round("mirrored");
        events.forEach(bus::send);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> told(events) >= IMAGES / 4);
        mirror.goDown();
        publisher.kill();
        publisher.start();
        awaitAll(events);
        mirror.comeUp();
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> mirrored(events) > IMAGES / 2);
        publisher.kill();
        publisher.start();

        await().atMost(Duration.ofMinutes(2)).until(() -> mirrored(events) == IMAGES);
        for (TestCompleted event : events) {
            assertThat(bus.published(event).stream().distinct()).hasSize(1);
            for (Tag tag : event.candidate().tags()) {
                assertThat(named(tag, behindMirror.registry()))
                        .isEqualTo(event.staged().digest());
            }
        }
    }

    /** Of how many of these images the mirror has all tags. */
    private long mirrored(List<TestCompleted> events) {
        return events.stream()
                .filter(event -> event.candidate().tags().stream()
                        .allMatch(tag -> named(tag, behindMirror.registry())
                                .equals(event.staged().digest())))
                .count();
    }

    @Test
    void nothingIsLostAndNothingIsAnnouncedTwice() {
        List<TestCompleted> before = round("round-0-");
        before.forEach(bus::send);
        awaitAll(before);
        List<TestCompleted> all = new ArrayList<>(before);
        Queue<Kill> planned = new ArrayDeque<>(kills());
        int passes = 1;
        int killed = 0;
        int rounds = 0;
        for (boolean whole = false; !whole || !planned.isEmpty(); ) {
            rounds++;
            assertThat(rounds).as("rounds, with %d kills left", planned.size()).isLessThan(MOST_ROUNDS);
            List<TestCompleted> after = round("round-" + rounds + "-");
            after.forEach(this::sendWithARejectedOne);
            prepare(planned, after);
            whole = true;
            while (!publishedOrKilled(after)) {
                whole = false;
                killed++;
                steps.note();
                planned.remove();
                if (planned.isEmpty() && !steps.allMet() && passes < MOST_PASSES) {
                    passes++;
                    planned.addAll(kills());
                }
                publisher.start();
                prepare(planned, after);
            }
            production.disarm();
            mirror.disarm();
            assertPublishedOnce(before, after);
            all.addAll(after);
            before = after;
        }
        assertThat(leftInJournal()).isZero();
        // The last round began after the last kill, so whatever the one before it left behind has been announced by
        // now.
        assertThat(all)
                .allSatisfy(event ->
                        assertThat(bus.published(event).stream().distinct()).hasSize(1));
        System.out.printf(
                "seed %d (-Dimprimatur.seed=… repeats it), %d kills, %s, %d publications of 5 tags%n",
                seed, killed, steps.kills(), all.size());
        assertThat(steps.kills())
                .allSatisfy((step, times) -> assertThat(times).as(step.name()).isPositive());
    }

    /** What kills the publisher next. */
    @FunctionalInterface
    private interface Kill {
        void prepare(List<TestCompleted> round);
    }

    private static void prepare(Queue<Kill> planned, List<TestCompleted> round) {
        if (!planned.isEmpty()) {
            planned.peek().prepare(round);
        }
    }

    private List<Kill> kills() {
        List<Kill> kills = new ArrayList<>();
        for (boolean passedOn : List.of(false, true)) {
            kills.add(in(production, "POST /v2/\\S+/blobs/uploads", 6, passedOn));
            kills.add(in(production, "PUT /v2/\\S+/manifests/sha256:", 6, passedOn));
            kills.add(in(production, "PUT /v2/\\S+/" + FIRST_TAG, 3, passedOn));
            kills.add(in(production, "PUT /v2/\\S+/" + A_TAG, 12, passedOn));
            kills.add(in(mirror, "PUT /v2/\\S+/" + A_TAG, 6, passedOn));
            kills.add(in(production, "[A-Z]+ /v2/", 100, passedOn));
            kills.add(this::afterAnAnnouncement);
            kills.add(this::afterAnAnnouncement);
        }
        return kills;
    }

    /** In the middle of a request that it sends. */
    private Kill in(FlakyRegistry registry, String requests, int most, boolean passedOn) {
        return round -> registry.at(requests, 1 + random.nextInt(most), passedOn, publisher::kill);
    }

    /** Some milliseconds after it has announced one more. */
    private void afterAnAnnouncement(List<TestCompleted> round) {
        long wanted = Math.min(IMAGES, told(round) + 1);
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(1 + random.nextInt(20)))
                .until(() -> told(round) >= wanted);
        publisher.kill();
    }

    /** Waits for all tags in both registries; false if the publisher was killed before. */
    private boolean publishedOrKilled(List<TestCompleted> events) {
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !publisher.isAlive() || told(events) == IMAGES && mirrored(events) == IMAGES);
        return publisher.isAlive();
    }

    /** Under the same names, of a digest that must never get one of them. */
    private void sendWithARejectedOne(TestCompleted approved) {
        RepositoryReference staged = new RepositoryReference(staging, repository);
        bus.send(Verdicts.rejected(
                TestImages.push(staged, "rejected " + approved.staged().digest()), approved.candidate()));
        bus.send(approved);
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
                assertThat(named(tag, behind)).isEqualTo(after);
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> named(tag, behindMirror.registry()).equals(after));
            }
        }
    }

    private static Digest named(Tag tag, Registry registry) {
        return Digest.of(TestImages.get(tag.in(registry)).body());
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
}
