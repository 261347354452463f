package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Again and again kill -9 of what chance picks, while twelve images are rebuilt: nothing is lost, every tag is right.
 */
class RandomKillIT {
    private static final int KILLS = 10;
    private static final int KILLS_OF_A_SOAK = 150;
    private static final int IMAGES = 12;
    private static final int SECONDS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long SEED = Long.getLong("imprimatur.seed", System.nanoTime());

    private static Stack stack;
    private static Rebuilds rebuilds;

    @BeforeAll
    static void up() {
        stack = Stack.on(TestCatalog.small("random-kill", SECONDS)
                .with("more", 4, "RUN sleep " + SECONDS)
                .folder());
        rebuilds = new Rebuilds(stack);
    }

    @AfterAll
    static void down() {
        stack.close();
    }

    @Test
    void nothingIsLostOrPublishedTwice() {
        kill(KILLS);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void norIsItInALongRun() {
        kill(KILLS_OF_A_SOAK);
    }

    private static void kill(int kills) {
        Random chance = new Random(SEED);
        List<String> killed = new ArrayList<>();
        List<RebuildId> all = new ArrayList<>();
        Instant begin = Instant.now();
        while (killed.size() < kills) {
            RebuildId rebuild = rebuilds.all();
            all.add(rebuild);
            while (killed.size() < kills && rebuilds.end(rebuild).isEmpty()) {
                String part = Stack.PARTS.get(chance.nextInt(Stack.PARTS.size()));
                stack.kill(part);
                killed.add(part);
                stack.up();
            }
            rebuilds.completed(rebuild, LIMIT);
        }
        Map<String, Long> parts = killed.stream().collect(Collectors.groupingBy(part -> part, Collectors.counting()));
        System.out.printf(
                "seed %d (-Dimprimatur.seed=… repeats it), %d kills in %d s over %d rebuilds: %s%n",
                SEED, kills, Duration.between(begin, Instant.now()).toSeconds(), all.size(), parts);

        assertThat(all).allSatisfy(RandomKillIT::isWhole);
        rebuilds.published(all.getLast()).forEach(rebuilds::readBack);
    }

    private static void isWhole(RebuildId rebuild) {
        RebuildCompleted completed = rebuilds.completed(rebuild, LIMIT);
        List<PublishCompleted> published = rebuilds.published(rebuild);
        assertThat(completed.failed()).as("seed %d", SEED).isEmpty();
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(published.stream().map(PublishCompleted::eventId).distinct()).hasSize(IMAGES);
        assertThat(published.stream().map(PublishCompleted::key).distinct()).hasSize(IMAGES);
    }
}
