package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 of each service in the middle of its work loses nothing and publishes nothing twice. */
class KillIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static Stack stack;
    private static Rebuilds rebuilds;

    @BeforeAll
    static void up() {
        stack = Stack.on(TestCatalog.small("kill", 1).folder());
        rebuilds = new Rebuilds(stack);
    }

    @AfterAll
    static void down() {
        stack.close();
    }

    /** Each service is killed once the stage before it has sent so many events: it is busy with them then. */
    @ParameterizedTest
    @CsvSource({
        "renderer, PUBLISHED, 1",
        "builder-1, RENDERED, 4",
        "tester, BUILT, 3",
        "publisher, TESTED, 2",
        "console, RENDERED, 3",
        "local-stack, BUILT, 3"
    })
    void aKilledServiceGoesOnWhereItWas(String part, Stage stage, int events) {
        RebuildId rebuild = rebuilds.all();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> count(stage.event, rebuild) >= events);

        stack.kill(part.equals("local-stack") ? "kafka" : part);
        stack.up();

        RebuildCompleted completed = rebuilds.completed(rebuild, LIMIT);
        assertThat(completed.failed()).isEmpty();
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        List<PublishCompleted> published = rebuilds.published(rebuild);
        assertThat(published.stream().map(PublishCompleted::eventId).distinct()).hasSize(8);
        assertThat(published.stream().map(PublishCompleted::key).distinct()).hasSize(8);
        published.forEach(rebuilds::readBack);
    }

    private static long count(Class<? extends Event> type, RebuildId rebuild) {
        return stack.kafka().events(type).stream()
                .filter(event -> event.rebuildId().equals(rebuild))
                .count();
    }

    enum Stage {
        RENDERED(RenderCompleted.class),
        BUILT(BuildCompleted.class),
        TESTED(TestCompleted.class),
        PUBLISHED(PublishCompleted.class);

        private final Class<? extends Event> event;

        Stage(Class<? extends Event> event) {
            this.event = event;
        }
    }
}
