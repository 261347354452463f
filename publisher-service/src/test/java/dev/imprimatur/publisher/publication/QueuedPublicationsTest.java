package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Publications that wait, as the queue tells of them. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class QueuedPublicationsTest {
    @Inject
    EntityManager database;

    @AfterEach
    void clear() {
        change("delete from scheduled_tasks where task_instance = 'queued'");
        change("delete from publication_attempt where publication_id = 'queued'");
        change("delete from publication where id = 'queued'");
    }

    @Test
    void tellWhichAttemptTheyWaitFor() {
        change("insert into publication (id, rebuild_id, image, digest, event, state, received_at)"
                + " values ('queued', 'r-1', 'a/1.0.0/b', 'sha256:1', '{}', 'OPEN', now())");
        change("insert into publication_attempt (publication_id, number, started_at, failure) values"
                + " ('queued', 1, now(), '{}'), ('queued', 2, now(), '{}'), ('queued', 3, now(), null)");
        change("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                + " values ('publish', 'queued', now() + interval '1 hour', false, 1, 30)");

        get("/api/queue/own/publish")
                .then()
                .statusCode(200)
                // Another test's work may wait too.
                .rootPath("work.find { it.image == 'a/1.0.0/b' }")
                .body("rebuildId", equalTo("r-1"))
                .body("failures", equalTo(2))
                .body("attempts", nullValue());
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql).executeUpdate());
    }
}
