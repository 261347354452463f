package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import dev.imprimatur.system.large.LargestEvents;
import dev.imprimatur.system.large.MostMemory;
import dev.imprimatur.system.large.SlowStatements;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand images in one rebuild, and then in two that overlap, through services of 256 MB on a simulated engine:
 * all end with everything published, memory stays what it was, and no event is too large. How fast, and which
 * statements are slow, is printed.
 */
@Tag("soak")
@Timeout(value = 1, unit = TimeUnit.DAYS)
class LargeRebuildIT {
    private static final int IMAGES = Integer.getInteger("imprimatur.images", 10_000);
    private static final int FAMILIES = 20;
    private static final Duration LIMIT = Duration.ofHours(12);
    private static final Duration SLOW = Duration.ofMillis(50);
    static final int LARGEST_EVENT = 256 * 1024;
    /** What a pod of a service may have. */
    static final long MOST_MIB = 640;

    private static final double FLAT = 1.25;
    static final List<String> SERVICES = List.of("renderer", "builder-1", "tester", "publisher", "console");

    private static SimulatedEngine engine;
    private static Stack stack;
    private static Rebuilds rebuilds;

    @BeforeAll
    static void up() throws IOException {
        engine = new SimulatedEngine(0, new Behaviour(Duration.ofMillis(50), 0, 0));
        TestCatalog catalog = TestCatalog.empty("large" + IMAGES);
        for (int family = 0; family < FAMILIES; family++) {
            catalog.with("f%02d".formatted(family), IMAGES / FAMILIES, "RUN simulated");
        }
        stack = Stack.on(
                catalog.folder(),
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Dimprimatur.engine.host=" + engine.address() + " -Dimprimatur.messaging.work.threads=4",
                        "IMPRIMATUR_SERVICE_JVM",
                        Stack.AS_IN_IMAGES));
        rebuilds = new Rebuilds(stack);
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            stack.close();
        }
        engine.close();
    }

    @Test
    void oneRebuildAndTwoThatOverlapEndInTheMemoryOfTheFirst() {
        try (SlowStatements slow = new SlowStatements(stack.address("IMPRIMATUR_POSTGRES"), SLOW)) {
            ended("one rebuild", List.of(rebuilds.all()));
            Map<String, Long> first = MostMemory.mib(SERVICES, stack::pid);
            ended("two that overlap", List.of(rebuilds.all(), rebuilds.all()));
            Map<String, Long> last = MostMemory.mib(SERVICES, stack::pid);
            Map<String, Integer> events = LargestEvents.byTopic(stack.client());

            System.out.printf("MiB at most after the first: %s%nMiB at most in the end: %s%n", first, last);
            System.out.printf("bytes of the largest events: %s%n", events);
            System.out.printf("statements of more than %d ms:%n%s%n", SLOW.toMillis(), slow.slowest(20));
            assertThat(events.values()).allSatisfy(bytes -> assertThat(bytes).isLessThan(LARGEST_EVENT));
            assertThat(last)
                    .allSatisfy((part, mib) -> assertThat(mib)
                            .as(part)
                            .isLessThan(MOST_MIB)
                            .isLessThanOrEqualTo(Math.round(first.get(part) * FLAT)));
        }
    }

    /** Waits for these rebuilds: together they have published every image, and none has failed. */
    private static void ended(String what, List<RebuildId> ids) {
        Instant begin = Instant.now();
        Set<String> published = new HashSet<>();
        for (RebuildId id : ids) {
            RebuildCompleted end = rebuilds.completed(id, LIMIT);
            assertThat(end.failed()).as(what).isEmpty();
            rebuilds.published(id).forEach(event -> published.add(event.key()));
        }
        double minutes = Duration.between(begin, Instant.now()).toMillis() / 60_000.0;
        System.out.printf(
                "%s: %d times %d images in %.1f minutes, %.0f a minute%n",
                what, ids.size(), IMAGES, minutes, ids.size() * IMAGES / minutes);
        assertThat(published).as(what).hasSize(IMAGES);
    }
}
