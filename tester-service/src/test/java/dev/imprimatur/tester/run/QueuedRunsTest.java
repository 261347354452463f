package dev.imprimatur.tester.run;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that wait for their tests, as the queue tells of them. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class QueuedRunsTest {
    @Inject
    EntityManager database;

    @AfterEach
    void clear() {
        change("delete from scheduled_tasks where task_instance = 'queued'");
        change("delete from log_record where log_id = 'queued'");
        change("delete from kept_log where id = 'queued'");
        change("delete from test_attempt where run_id = 'queued'");
        change("delete from test_run where id = 'queued'");
    }

    @Test
    void tellWhichAttemptTheyWaitForAndForWhichPlace() {
        change("insert into test_run (id, rebuild_id, image, event, received_at, waiting_for)"
                + " values ('queued', 'queued', 'a/1.0.0/b', '{}', now(), 'engine')");
        change("insert into test_attempt (run_id, number, started_at, failure)"
                + " values ('queued', 1, now(), '{\"kind\":\"timeout\",\"message\":\"m\"}')");
        change("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                + " values ('test', 'queued', now() + interval '1 hour', false, 1, 30)");

        get("/api/queue/own/test")
                .then()
                .statusCode(200)
                .body("work.image", contains("a/1.0.0/b"))
                .body("work[0].failures", equalTo(1))
                .body("work[0].attempts", nullValue())
                .body("work[0].waitsFor", equalTo("engine"));
    }

    @Test
    void whatIsBeingDoneIsPickedWithWhenItsLogGrewLast() {
        change("insert into test_run (id, rebuild_id, image, event, received_at, staged) values ('queued', 'queued',"
                + " 'a/1.0.0/b', '{}', now(), 'localhost:5001/a@sha256:" + "0".repeat(64) + "')");
        get("/api/tests?running=true&rebuild=queued").then().statusCode(200).body("id", empty());

        change("insert into test_attempt (run_id, number, started_at, worker) values ('queued', 1, now(), 'tester-1')");
        change("insert into kept_log (id, attempt, head) values ('queued', 1, 'h')");
        change("insert into log_record (log_id, seq, attempt, kept_at, previous, digest, content)"
                + " values ('queued', 1, 1, '2026-11-24T03:00:05Z', 'p', 'd', '')");

        get("/api/tests?running=true&rebuild=queued")
                .then()
                .body("id", contains("queued"))
                .body("state", contains("testing"))
                .body("attempts[0].worker", contains("tester-1"))
                .body("lastLineAt", contains("2026-11-24T03:00:05Z"));
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql).executeUpdate());
    }
}
