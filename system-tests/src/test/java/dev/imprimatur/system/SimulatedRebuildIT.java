package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import dev.imprimatur.system.large.LargestEvents;
import dev.imprimatur.system.large.MostMemory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand images in one rebuild, one build in fifty failing at random and three images always, by services with the
 * memory that a pod gives them.
 */
class SimulatedRebuildIT {
    private static final int IMAGES = 1000;
    private static final int BROKEN = 3;
    private static final Duration LIMIT = Duration.ofMinutes(25);
    private static final long SEED = Long.getLong("imprimatur.seed", 500);

    private static SimulatedEngine engine;
    private static Stack stack;
    private static Rebuilds rebuilds;
    private static RebuildId rebuild;
    private static RebuildCompleted completed;

    @BeforeAll
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    static void rebuildAll() throws IOException {
        engine = new SimulatedEngine(0, new Behaviour(Duration.ofMillis(50), 50, SEED));
        stack = Stack.on(
                TestCatalog.empty("simulated")
                        .with("good", IMAGES - BROKEN, "RUN simulated")
                        .with("bad", BROKEN, "RUN " + Behaviour.PERMANENT_FAILURE)
                        .folder(),
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Dimprimatur.engine.host=" + engine.address() + " -Dimprimatur.messaging.work.threads=4",
                        "IMPRIMATUR_SERVICE_JVM",
                        Stack.AS_IN_IMAGES));
        rebuilds = new Rebuilds(stack);
        Instant begin = Instant.now();
        rebuild = rebuilds.all();
        completed = rebuilds.completed(rebuild, LIMIT);
        long seconds = Duration.between(begin, Instant.now()).toSeconds();
        System.out.printf(
                "%d simulated images in %d s (%.0f a minute), %d builds failed at random%n",
                IMAGES, seconds, 60.0 * IMAGES / seconds, engine.failedAtRandom());
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            stack.close();
        }
        engine.close();
    }

    @Test
    void allButTheBrokenArePublished() {
        List<PublishCompleted> published = rebuilds.published(rebuild);

        assertThat(published.stream().map(PublishCompleted::key).distinct()).hasSize(IMAGES - BROKEN);
        assertThat(published).hasSize(IMAGES - BROKEN);
        assertThat(completed.published()).hasSize(IMAGES - BROKEN);
        published.stream().filter(event -> event.key().endsWith("6/bookworm")).forEach(rebuilds::readBack);
    }

    @Test
    void theBrokenAreReportedOnceTriedOnce() {
        assertThat(completed.failed()).hasSize(BROKEN).allSatisfy(failed -> {
            assertThat(failed.image().family()).isEqualTo("simulated-bad");
            assertThat(failed.failure().kind()).isEqualTo("command-failed");
        });
        assertThat(built().stream()
                        .filter(event -> !event.succeeded())
                        .map(event -> event.attempts().size()))
                .containsOnly(1);
    }

    @Test
    void attemptsThatFailedAreThoseThatChanceFailed() {
        assertThat(engine.failedAtRandom()).isPositive();
        assertThat(built().stream()
                        .flatMap(event -> event.attempts().stream())
                        .filter(attempt -> attempt.failure() != null
                                && attempt.failure().kind().equals("connection-reset")))
                .hasSize(engine.failedAtRandom());
    }

    @Test
    void noServiceHadMoreMemoryThanItsPod() {
        Map<String, Long> mib = MostMemory.mib(LargeRebuildIT.SERVICES, stack::pid);
        System.out.printf("MiB at most: %s%n", mib);
        assertThat(mib).allSatisfy((part, most) -> assertThat(most).as(part).isLessThan(LargeRebuildIT.MOST_MIB));
    }

    @Test
    void noEventIsTooLarge() {
        assertThat(LargestEvents.byTopic(stack.client()).values())
                .isNotEmpty()
                .allSatisfy(bytes -> assertThat(bytes).isLessThan(LargeRebuildIT.LARGEST_EVENT));
    }

    private static List<BuildCompleted> built() {
        return stack.kafka().events(BuildCompleted.class).stream()
                .filter(event -> event.rebuildId().equals(rebuild))
                .toList();
    }
}
