package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.renderer.plan.StaleCheck;
import dev.imprimatur.renderer.plan.StartedRenderer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A look at what is stale whose schedule names a year, and so comes once. */
@Tag("registry")
@QuarkusTest
@TestProfile(LastStaleCheckTest.Once.class)
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class LastStaleCheckTest extends Pipeline {
    private static final Duration DAYS = Duration.ofDays(4);

    /** Looks in three days. */
    public static class Once implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(3);
            return Map.of(
                    "imprimatur.renderer.stale-check",
                    "0 0 3 " + day.getDayOfMonth() + " " + day.getMonthValue() + " ? " + day.getYear());
        }
    }

    @Inject
    StaleCheck check;

    @Inject
    EntityManager entities;

    @Test
    void itAsksAndIsDoneAndTheRendererStartsLater() {
        assertThat(check.run(schedule())).isInstanceOf(Next.Again.class);
        QuarkusMock.installMockForType(Clock.offset(Clock.systemUTC(), DAYS), Clock.class);

        assertThat(check.run(schedule())).isInstanceOf(Next.Done.class);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> kafka.events(RebuildRequested.class).stream()
                        .anyMatch(request -> RebuildRequested.STALE.equals(request.type())));
        assertThat(rows()).isEmpty();

        StartedRenderer.start(check);

        assertThat(rows()).isEmpty();
    }

    private List<?> rows() {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select schedule from stale_check where schedule = ?1")
                        .setParameter(1, schedule())
                        .getResultList());
    }

    private String schedule() {
        return config.staleCheck().orElseThrow();
    }
}
