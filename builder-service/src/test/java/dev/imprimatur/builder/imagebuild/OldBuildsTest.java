package dev.imprimatur.builder.imagebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class OldBuildsTest {
    @Inject
    Retention retention;

    @Inject
    EntityManager database;

    @Test
    void aBuildGoesAYearAfterItsEndUnlessSomethingOfItIsLeft() {
        build("failed", "366 days", null, false);
        build("published", "366 days", "localhost/x@sha256:1", true);
        build("young", "364 days", "localhost/x@sha256:1", true);
        build("in-staging", "366 days", "localhost/x@sha256:1", false);
        build("sent", "366 days", null, false);
        change("update build set sent_to = 'localhost/x:sent', failure = '{}' where id = 'sent'");
        build("on-an-engine", "366 days", "localhost/x@sha256:1", true);
        change("insert into kept_image values ('other', 'localhost/x:tag', 'on-an-engine', now())");
        build("with-a-context", "366 days", null, false);
        change("insert into context_use values ('with-a-context', 'localhost/c@sha256:2')");

        retention.clear(Instant.now());

        assertThat(strings("select id from build where rebuild_id = 'old' order by id"))
                .containsExactly("in-staging", "on-an-engine", "sent", "with-a-context", "young");
        assertThat(strings("select build_id from build_attempt where failure = 'old'"))
                .hasSize(5)
                .doesNotContain("failed", "published");
        change("update build set retired_at = now() where id = 'sent'");
        change("delete from kept_image where engine_id = 'other'");
        change("delete from context_use where build_id = 'with-a-context'");
    }

    @Test
    void anEngineThatIsGoneHoldsUpNoBuild() {
        build("on-a-gone-engine", "366 days", "localhost/x@sha256:1", true);
        change(
                "insert into kept_image values ('gone', 'localhost/y:tag', 'on-a-gone-engine', now() - interval '9 days')");
        change("insert into kept_image values ('there', 'localhost/y:tag', null, now() - interval '7 days')");

        retention.clear(Instant.now());
        retention.clear(Instant.now());

        assertThat(strings("select engine_id from kept_image where reference = 'localhost/y:tag'"))
                .containsExactly("there");
        assertThat(strings("select id from build where id = 'on-a-gone-engine'"))
                .isEmpty();
        change("delete from kept_image where engine_id = 'there'");
    }

    private void build(String id, String ago, String staged, boolean retired) {
        change(
                "insert into build (id, rebuild_id, image, event, received_at, staged, completed_at, retired_at) values ('"
                        + id + "', 'old', '" + id + "', '{}', now(), " + (staged == null ? "null" : "'" + staged + "'")
                        + ", now() - interval '" + ago + "', " + (retired ? "now()" : "null") + ")");
        change("insert into build_attempt (build_id, number, started_at, failure) values ('" + id
                + "', 1, now(), 'old')");
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql).executeUpdate());
    }

    @SuppressWarnings("unchecked")
    private List<String> strings(String sql) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(sql, String.class).getResultList());
    }
}
