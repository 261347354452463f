package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two builders on an engine each share one rebuild, and the tester, on the second engine, tests what the first built.
 */
class EnginesIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static SecondEngine second;
    private static Stack stack;
    private static Rebuilds rebuilds;
    private static RebuildId rebuild;
    private static RebuildCompleted completed;

    @BeforeAll
    static void rebuildOnTwoEngines() {
        second = new SecondEngine();
        stack = Stack.on(
                TestCatalog.small("engines", 1).folder(),
                List.of(
                        "--builders",
                        "2",
                        "--engine",
                        "builder-2=" + second.host(),
                        "--engine",
                        "tester=" + second.host()));
        rebuilds = new Rebuilds(stack);
        rebuild = rebuilds.all();
        completed = rebuilds.completed(rebuild, LIMIT);
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            stack.close();
        }
        second.close();
    }

    @Test
    void everythingIsPublished() {
        List<PublishCompleted> published = rebuilds.published(rebuild);

        assertThat(completed.failed()).isEmpty();
        assertThat(published).hasSize(8);
        published.forEach(rebuilds::readBack);
    }

    @Test
    void buildersShareTheWork() {
        assertThat(builders().values()).containsOnly("builder-1", "builder-2");
        assertThat(stack.kafka().events(BuildCompleted.class))
                .allSatisfy(event -> assertThat(event.attempts()).hasSize(1));
    }

    @Test
    void theTesterPullsExactlyWhatIsStaged() {
        assertThat(stack.kafka().events(TestCompleted.class)).hasSize(8).allSatisfy(tested -> {
            assertThat(tested.attempts()).extracting(Attempt::worker).containsOnly("tester");
            assertThat(second.pulled()).contains(tested.staged().toString());
        });
    }

    private static Map<String, String> builders() {
        return stack.kafka().events(BuildCompleted.class).stream()
                .collect(Collectors.toMap(
                        BuildCompleted::key, event -> event.attempts().getLast().worker(), (first, again) -> first));
    }
}
