package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.event.Allowance;
import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.RebuildCompleted;
import dev.imprimatur.messaging.event.RebuildCompleted.Outcome;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.renderer.rebuild.ForgottenRebuilds;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.Rebuild;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that is older than what happened. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class RestoredDatabaseTest extends Pipeline {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    ForgottenRebuilds forgotten;

    @Inject
    EntityManager database;

    @Test
    void whatWasOpenIsAskedForAgainAndWhatWasPublishedIsKnown() {
        // Tags that other tests took away are among what happened.
        request("rebuild-selected", "alone,ground", Allowance.VANISH);
        publish(rendered("alone/3.0.0/bookworm"));
        rendered("ground/1.0.0/bookworm");
        awaitPublished("alone/3.0.0/bookworm");

        change("delete from rebuild_image", "delete from rebuild", "delete from published_tag");
        change("delete from published_image", "delete from inbox", "delete from inbox_event");
        recallUntil(() -> isPublished("alone/3.0.0/bookworm"));

        assertThat(completed().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(completed().failure().message()).contains("the database was restored, it is asked for again");
        RebuildId former = rebuild;
        rebuild = RebuildId.ofEvent(former + "/again");
        rendered("ground/1.0.0/bookworm");
        forgotten.recall();
        assertThat(kafka.events(RebuildRequested.class))
                .filteredOn(event -> event.rebuildId().equals(rebuild))
                .hasSize(1);
        assertThat(publishAll("alone/3.0.0/bookworm", "ground/1.0.0/bookworm").outcome())
                .isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void whatHadEndedEndsAsItDidAndIsNotToldAgain() {
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);

        change(
                "update rebuild set state = 'RUNNING', completed_at = null where id = '" + rebuild + "'",
                "update rebuild_image set state = 'RENDERED', digest = null where rebuild_id = '" + rebuild + "'",
                "delete from inbox where topic = 'publish-completed'",
                "delete from inbox_event where topic = 'publish-completed'");
        recallUntil(() -> QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.of(rebuild).orElseThrow().state() == Rebuild.State.COMPLETED));

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> database.createNativeQuery(
                                        "select digest from rebuild_image where rebuild_id = '" + rebuild + "'")
                                .getResultList()))
                .asList()
                .containsExactly(BUILT.value());
        assertThat(kafka.events(RebuildCompleted.class))
                .filteredOn(event -> event.rebuildId().equals(rebuild))
                .hasSize(1);
        assertThat(kafka.events(RebuildRequested.class))
                .noneMatch(event -> event.rebuildId().equals(RebuildId.ofEvent(rebuild + "/again")));
    }

    /** Offsets are committed a moment after what they stand for. */
    private void recallUntil(Callable<Boolean> done) {
        await().atMost(LIMIT).until(() -> {
            forgotten.recall();
            return done.call();
        });
    }

    private void awaitPublished(String image) {
        await().atMost(LIMIT).until(() -> isPublished(image));
    }

    private static boolean isPublished(String image) {
        return QuarkusTransaction.requiringNew()
                .call(() -> PublishedImage.reference(ImageKey.parse(image)).isPresent());
    }

    private void change(String... statements) {
        QuarkusTransaction.requiringNew().run(() -> {
            for (String statement : statements) {
                database.createNativeQuery(statement).executeUpdate();
            }
        });
    }
}
