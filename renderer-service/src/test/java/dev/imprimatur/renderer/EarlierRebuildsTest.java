package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long an image is behind what it hangs on follows from earlier rebuilds, whatever their rows say. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class EarlierRebuildsTest extends Pipeline {
    @Inject
    EntityManager database;

    @Test
    void howLongWhatIsBuiltFromAnImageTakesIsEstimatedFromEarlierRebuilds() {
        rebuildAll("ground/1.0.0/bookworm", "alone/3.0.0/bookworm", "app/1.0.15/bookworm", "app/1.0.9/bookworm");
        change("update rebuild_image set published_at = rendered_at + interval '200 seconds'"
                + " where image = 'app/1.0.9/bookworm' and published_at is not null");
        next();

        request("rebuild-all", null);

        assertThat(rendered("ground/1.0.0/bookworm").behindSeconds()).isBetween(200, 201);
        assertThat(rendered("alone/3.0.0/bookworm").behindSeconds()).isZero();
        publishAll("ground/1.0.0/bookworm", "alone/3.0.0/bookworm", "app/1.0.15/bookworm", "app/1.0.9/bookworm");
    }

    /** A clock that was wrong, and a row that is no image. */
    @Test
    void aPastThatCannotBeHasNoRebuildFail() {
        assertPlannedInSpiteOf("published_at = now() + interval '200 years'", Integer.MAX_VALUE);
    }

    /** PostgreSQL has no interval that is so long. */
    @Test
    void aPastThatCannotBeReadHasNoRebuildFail() {
        assertPlannedInSpiteOf("rendered_at = '4713-01-01 BC', published_at = '294276-01-01'", 0);
    }

    private void assertPlannedInSpiteOf(String past, int behind) {
        rebuildAll("ground/1.0.0/bookworm", "alone/3.0.0/bookworm", "app/1.0.15/bookworm", "app/1.0.9/bookworm");
        String earlier = rebuild.value();
        change("insert into rebuild_image (rebuild_id, image, position, state, recipe, rendered_at, published_at)"
                + " values ('" + earlier + "', 'broken', 9, 'PUBLISHED', '', now() - interval '1 minute', now())");
        // All that there are: the shortest counts.
        change("create table held as select rebuild_id, image, rendered_at, published_at from rebuild_image"
                + " where image = 'app/1.0.9/bookworm'");
        change("update rebuild_image set " + past + " where image = 'app/1.0.9/bookworm' and published_at is not null");
        next();
        try {
            request("rebuild-all", null);

            assertThat(rendered("ground/1.0.0/bookworm").behindSeconds()).isEqualTo(behind);
            publishAll("ground/1.0.0/bookworm", "alone/3.0.0/bookworm", "app/1.0.15/bookworm", "app/1.0.9/bookworm");
        } finally {
            change("delete from rebuild_image where image = 'broken'");
            change(
                    "update rebuild_image set rendered_at = held.rendered_at, published_at = held.published_at from held where"
                            + " rebuild_image.rebuild_id = held.rebuild_id and rebuild_image.image = held.image");
            change("drop table held");
        }
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql).executeUpdate());
    }
}
