package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.renderer.rebuild.Rebuild;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rebuilds are forgotten a year after their end; what images are is not. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class OldRebuildsTest extends Pipeline {
    @Inject
    Retention retention;

    @Inject
    EntityManager database;

    @Test
    void whatARebuildPublishedOutlivesIt() {
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);

        retention.clear(Instant.now().plus(Duration.ofDays(364)));
        assertThat(isKnown()).isTrue();

        retention.clear(Instant.now().plus(Duration.ofDays(366)));
        assertThat(isKnown()).isFalse();

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> database.createNativeQuery(
                                        "select tag from published_tag t join published_image i on i.image = t.image"
                                                + " where i.image = 'alone/3.0.0/bookworm' and i.fingerprint is not null",
                                        String.class)
                                .getResultList()))
                .asList()
                .isNotEmpty();
    }

    private boolean isKnown() {
        return QuarkusTransaction.requiringNew().call(() -> Rebuild.of(rebuild).isPresent());
    }
}
