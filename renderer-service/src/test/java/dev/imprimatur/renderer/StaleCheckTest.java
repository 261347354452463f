package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.renderer.plan.StaleCheck;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("registry")
@QuarkusTest
@TestProfile(StaleCheckTest.EverySecond.class)
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class StaleCheckTest extends Pipeline {

    /** Looks every second. */
    public static class EverySecond implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.renderer.stale-check", "1s");
        }
    }

    @Inject
    StaleCheck check;

    @Test
    void whatIsStaleIsRebuiltByItself() {
        RebuildRequested first = requests(1).getFirst();
        assertThat(first.type()).isEqualTo(RebuildRequested.STALE);
        assertThat(first.priority()).isEqualTo(Priority.SCHEDULED);
        assertThat(first.reason()).isEqualTo("stale: 4 images");
        rebuild = first.rebuildId();
        publishAll("ground/1.0.0/bookworm", "alone/3.0.0/bookworm", "app/1.0.9/bookworm", "app/1.0.15/bookworm");

        mirror("{\"os\":\"linux\"}");

        rebuild = requests(2).getLast().rebuildId();
        assertThat(rendered("ground/1.0.0/bookworm").dockerfile()).contains("/debian@sha256:");
    }

    /** During a rolling update the renderer that goes takes the row of the one that comes. */
    @Test
    void theScheduleOfAnotherRendererIsLeftToIt() {
        assertThat(check.run("6h")).isInstanceOf(Next.Again.class);
    }

    private List<RebuildRequested> requests(int atLeast) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> kafka.events(RebuildRequested.class), requests -> requests.size() >= atLeast);
    }
}
