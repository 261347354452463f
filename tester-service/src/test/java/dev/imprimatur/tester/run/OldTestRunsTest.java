package dev.imprimatur.tester.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class OldTestRunsTest {
    @Inject
    Retention retention;

    @Inject
    EntityManager database;

    @Test
    void aRunGoesAYearAfterItsEndUnlessSomethingOfItMayLieOnAnEngineOrItApprovedWhatIsPublished() {
        run("old", "366 days");
        run("young", "364 days");
        run("left-over", "366 days");
        run("published", "366 days");
        change("update test_run set digest = 'sha256:1' where id = 'published'");
        run("unchanged", "1 day");
        change(
                "update test_run set rebuild_id = 'a-later-one', image = 'published', received_at = now() + interval '1 second',"
                        + " event = '{\"candidate\":{\"published\":\"sha256:1\"}}' where id = 'unchanged'");
        change(
                "insert into leftover values ('left-over', 'an-engine-that-is-away', 'left-over', 'localhost/x@sha256:1')");

        retention.clear(Instant.now());

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> database.createNativeQuery(
                                        "select r.id || a.number from test_run r join test_attempt a on a.run_id = r.id"
                                                + " where rebuild_id = 'old' order by 1",
                                        String.class)
                                .getResultList()))
                .asList()
                .containsExactly("left-over1", "published1", "young1");
        change("delete from leftover where id = 'left-over'");
    }

    @Test
    void anEngineThatIsGoneHoldsUpNoRun() {
        change(
                "insert into leftover values ('gone', 'a-gone-engine', 'g', 'localhost/x@sha256:1', now() - interval '8 days')");
        change("insert into leftover values ('away', 'an-engine-that-is-away', 'a', 'localhost/x@sha256:1',"
                + " now() - interval '6 days')");

        retention.clear(Instant.now());

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> database.createNativeQuery(
                                        "select id from leftover where id in ('gone', 'away')", String.class)
                                .getResultList()))
                .asList()
                .containsExactly("away");
        change("delete from leftover where id = 'away'");
    }

    private void run(String id, String ago) {
        change("insert into test_run (id, rebuild_id, image, event, received_at, completed_at) values ('" + id
                + "', 'old', '" + id + "', '{}', now(), now() - interval '" + ago + "')");
        change("insert into test_attempt (run_id, number, started_at) values ('" + id + "', 1, now())");
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql).executeUpdate());
    }
}
