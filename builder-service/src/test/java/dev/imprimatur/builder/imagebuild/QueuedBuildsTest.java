package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.fixture.Topics;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds that wait, as the queue tells of them. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class QueuedBuildsTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    WorkQueue queue;

    @Inject
    EntityManager database;

    @AfterEach
    void clear() {
        change("delete from scheduled_tasks where task_instance like 'queued-%'"
                + " or task_instance in (select id from build where rebuild_id like 'queued-%')");
        change("delete from log_record where log_id like 'queued-%'");
        change("delete from kept_log where id like 'queued-%'");
        change("delete from build_attempt where build_id like 'queued-%'");
        change("delete from build where rebuild_id like 'queued%'");
    }

    @Test
    void tellWhichAttemptTheyWaitForAndForWhichPlace() {
        build("queued-1", "null", "1 hour");
        build("queued-2", "'registry localhost:1'", "2 hours");
        change("insert into build_attempt (build_id, number, started_at, ended_at, failure, free) values"
                + " ('queued-1', 1, now(), now(), '{\"kind\":\"timeout\",\"message\":\"m\"}', false),"
                + " ('queued-1', 2, now(), now(), '{\"kind\":\"timeout\",\"message\":\"m\"}', true)");

        get("/api/queue/own/build?limit=10")
                .then()
                .statusCode(200)
                .body("waiting", equalTo(2))
                .body("work.image", contains("queued-1/1.0.0/b", "queued-2/1.0.0/b"))
                .body("work.rebuildId", contains("queued", "queued"))
                .body("work.delayed", contains(true, true))
                .body("work.failures", contains(1, 0))
                .body("work.attempts", contains(nullValue(), nullValue()))
                .body("work[0].waitsFor", nullValue())
                .body("work[1].waitsFor", equalTo("registry localhost:1"));
        get("/api/queue/own/other").then().statusCode(400).body("message", containsString("[build]"));
    }

    /** Three minutes of images are built from it, and builds grow more urgent by a step a minute. */
    @Test
    void whatALongChainIsBuiltFromGoesFirst() {
        RenderCompleted event = RenderCompletedBuilder.builder(Renderings.of(
                        new RebuildId("queued-" + UUID.randomUUID()), ImageKey.parse("base/1/x"), "RUN true"))
                .behindSeconds(200)
                .build();
        queue.pause();
        try (Topics topics = new Topics(kafka)) {
            topics.send(event);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(priority(event.rebuildId())).isEqualTo(List.of(Priority.MANUAL.rank() + 3)));
        } finally {
            clear();
            queue.resume();
        }
    }

    private List<?> priority(RebuildId rebuild) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery("select cast(priority as int) from scheduled_tasks"
                                + " where task_instance in (select id from build where rebuild_id = '" + rebuild + "')")
                        .getResultList());
    }

    @Test
    void whatIsBeingDoneIsPickedWithWhenItsLogGrewLast() {
        build("queued-3", "null", "1 hour");
        build("queued-4", "null", "1 hour");
        change("update build set build_identity = repeat('0', 64) where rebuild_id = 'queued'");
        change("insert into build_attempt (build_id, number, started_at, worker)"
                + " values ('queued-4', 1, now(), 'builder-1')");
        change("insert into kept_log (id, attempt, head) values ('queued-4', 1, 'h')");
        change("insert into log_record (log_id, seq, attempt, kept_at, previous, digest, content)"
                + " values ('queued-4', 1, 1, '2026-11-24T03:00:05Z', 'p', 'd', '')");

        get("/api/builds?running=true&rebuild=queued")
                .then()
                .statusCode(200)
                .body("id", contains("queued-4"))
                .body("state", contains("building"))
                .body("attempts[0].worker", contains("builder-1"))
                .body("lastLineAt", contains("2026-11-24T03:00:05Z"));
        get("/api/builds?rebuild=queued").then().body("id", containsInAnyOrder("queued-3", "queued-4"));
    }

    private void build(String id, String waitingFor, String in) {
        change("insert into build (id, rebuild_id, image, event, received_at, waiting_for) values ('" + id
                + "', 'queued', '" + id + "/1.0.0/b', '{}', now(), " + waitingFor + ")");
        change("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                + " values ('build', '" + id + "', now() + interval '" + in + "', false, 1, 30)");
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql).executeUpdate());
    }
}
