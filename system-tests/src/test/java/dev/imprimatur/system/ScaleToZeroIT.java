package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A rebuild of a base and three images on it, while nothing but the autoscaler's own queries starts and stops builders
 * and testers: there is none when it is requested, and there is none while the base goes through the other stages.
 */
class ScaleToZeroIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static Stack stack;
    private static Rebuilds rebuilds;
    private static Lag lag;
    private static Autoscaler autoscaler;
    private static Replicas builders;
    private static Replicas testers;

    @BeforeAll
    static void upWithoutBuildersAndTesters() {
        stack = Stack.on(TestCatalog.small("scale")
                .with("base", 1, "RUN true")
                .with("one", "RUN true", "RUN true")
                .with("two", "RUN true", "RUN true")
                .with("three", "RUN true", "RUN true")
                .folder());
        rebuilds = new Rebuilds(stack);
        Database database = new Database(stack);
        lag = new Lag(stack.client());
        autoscaler = new Autoscaler(new Autoscaler.Measures() {
            @Override
            public long number(String query) {
                return Long.parseLong(database.column(query).getFirst());
            }

            @Override
            public long lag(String group, String topic, String resetPolicy) {
                return lag.of(group, topic, resetPolicy);
            }
        });
        builders = new Replicas(stack, "builder-1");
        testers = new Replicas(stack, "tester");
    }

    @AfterAll
    static void down() {
        if (testers != null) {
            builders.close();
            testers.close();
            lag.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void everyStageComesUpFromNoneAndGoesDownToNoneTwice() {
        RebuildId rebuild = rebuilds.all();

        await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
            builders.scale(autoscaler.wanted(builders.service()));
            testers.scale(autoscaler.wanted(testers.service()));
            return rebuilds.end(rebuild).isPresent() && builders.none() && testers.none();
        });

        assertThat(builders.history()).containsSubsequence(0, 1, 0, 2, 0);
        assertThat(testers.history()).containsSubsequence(0, 1, 0, 2, 0);
        RebuildCompleted end = rebuilds.end(rebuild).orElseThrow();
        assertThat(end.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        List<PublishCompleted> published = rebuilds.published(rebuild);
        assertThat(published).hasSize(4);
        published.forEach(rebuilds::readBack);
        assertThat(stack.kafka().events(BuildCompleted.class))
                .hasSize(4)
                .allSatisfy(built -> assertThat(built.attempts()).hasSize(1));
        assertThat(stack.kafka().events(TestCompleted.class))
                .hasSize(4)
                .allSatisfy(tested -> assertThat(tested.attempts()).hasSize(1));
    }
}
