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
import jakarta.persistence.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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
    private static final Duration MORE_THAN_AN_HOUR = Duration.ofMinutes(61);
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

    @Inject
    EntityManager entities;

    @Test
    void whatPutsItOffDoesNotDropIt() throws IOException {
        Instant due = Instant.now().plus(run());
        List<?> before = due(SCHEDULE);
        setClock(due.plusSeconds(1));
        assertThat(withMistake()).as("a mistake in the catalogue").isEqualTo(MINUTES);
        assertThat(due(SCHEDULE))
                .as("others see that a renderer has it")
                .hasSize(1)
                .isNotEqualTo(before);
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

    @Test
    void theScheduleOfAnotherRendererThatGoesOnIsLeftToItHoweverLong() {
        String other = "6h";
        Instant now = Instant.EPOCH;
        setClock(now);
        sql("insert into stale_check (schedule, due) values (?1, ?2)", other, now);
        assertThat(check.run(other)).isInstanceOf(Next.Again.class);
        sql("update stale_check set due = ?2 where schedule = ?1", other, now.plus(Duration.ofHours(6)));

        setClock(now.plus(MORE_THAN_AN_HOUR));

        assertThat(check.run(other)).isInstanceOf(Next.Again.class);
        assertThat(due(other)).hasSize(1);
        setClock(now.plus(MORE_THAN_AN_HOUR.multipliedBy(2)));
        assertThat(check.run(other)).as("its time moves no more").isInstanceOf(Next.Done.class);
        assertThat(due(other)).isEmpty();
    }

    @Test
    void aRendererThatGoesOnAddsItsScheduleAgain() {
        sql("delete from stale_check where schedule = ?1", SCHEDULE);
        sql("delete from scheduled_tasks where task_name = 'stale-check' and task_instance = ?1", SCHEDULE);

        StartedRenderer.goOn(check);

        assertThat(due(SCHEDULE)).hasSize(1);
        assertThat(list(
                        "select 1 from scheduled_tasks where task_name = 'stale-check' and task_instance = ?1",
                        SCHEDULE))
                .hasSize(1);
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

    private List<?> due(String schedule) {
        return list("select due from stale_check where schedule = ?1", schedule);
    }

    private List<?> list(String query, Object... values) {
        return QuarkusTransaction.requiringNew().call(() -> query(query, values).getResultList());
    }

    private void sql(String statement, Object... values) {
        QuarkusTransaction.requiringNew().run(() -> query(statement, values).executeUpdate());
    }

    private Query query(String text, Object... values) {
        Query query = entities.createNativeQuery(text);
        for (int i = 0; i < values.length; i++) {
            query.setParameter(i + 1, values[i]);
        }
        return query;
    }

    private static void setClock(Instant now) {
        QuarkusMock.installMockForType(Clock.fixed(now, ZoneOffset.UTC), Clock.class);
    }
}
