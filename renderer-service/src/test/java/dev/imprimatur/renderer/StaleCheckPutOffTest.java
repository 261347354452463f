package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.renderer.plan.StaleCheck;
import dev.imprimatur.renderer.plan.StartedRenderer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A look at what is stale that cannot be made at its time, which comes once a week. */
@Tag("registry")
@QuarkusTest
@TestProfile(StaleCheckPutOffTest.EveryMonday.class)
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class StaleCheckPutOffTest extends Pipeline {
    private static final String SCHEDULE = "0 0 3 ? * MON";
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration DAYS = Duration.ofDays(6);

    /** Looks on Mondays at three. */
    public static class EveryMonday implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.renderer.stale-check", SCHEDULE);
        }
    }

    @Inject
    StaleCheck check;

    @Test
    void whatPutsItOffDoesNotDropIt() throws IOException {
        Instant due = Instant.now().plus(run());
        setClock(due.plusSeconds(1));
        assertThat(withMistake()).as("a mistake in the catalogue").isEqualTo(MINUTES);
        request("rebuild-selected", "alone");
        rendered("alone/3.0.0/bookworm");
        assertThat(run()).as("a rebuild goes on").isEqualTo(MINUTES);

        StartedRenderer.start(check);

        assertThat(run()).as("it still waits for that rebuild").isEqualTo(MINUTES);
        assertThat(anyRequested()).isFalse();
        publishAll("alone/3.0.0/bookworm");
        setClock(due.plus(MINUTES));
        assertThat(run()).as("it was made").isGreaterThan(DAYS);
        await().atMost(Duration.ofSeconds(30)).until(this::anyRequested);
    }

    private Duration withMistake() throws IOException {
        Path file = config.catalog().resolve("alone/family.yaml");
        String before = Files.readString(file);
        Files.writeString(file, before + "nonsense: 1\n");
        try {
            return run();
        } finally {
            Files.writeString(file, before);
        }
    }

    private Duration run() {
        return ((Next.Again) check.run(SCHEDULE)).delay();
    }

    private boolean anyRequested() {
        return kafka.events(RebuildRequested.class).stream()
                .anyMatch(request -> RebuildRequested.STALE.equals(request.type()));
    }

    private static void setClock(Instant now) {
        QuarkusMock.installMockForType(Clock.fixed(now, ZoneOffset.UTC), Clock.class);
    }
}
