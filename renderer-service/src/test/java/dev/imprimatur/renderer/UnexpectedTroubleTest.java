package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Stage;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import dev.imprimatur.renderer.rebuild.RebuildProgress;
import dev.imprimatur.renderer.render.RenderWork;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged rows stand for all that goes wrong unexpectedly: no rebuild waits for ever. */
@Tag("registry")
@QuarkusTest
@TestProfile(UnexpectedTroubleTest.FewAttempts.class)
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class UnexpectedTroubleTest extends Pipeline {

    /** Other tests want many. */
    public static class FewAttempts implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.renderer.attempts", "3", "imprimatur.renderer.back-off", "10ms");
        }
    }

    @Inject
    EntityManager entities;

    @Inject
    RebuildProgress progress;

    @Inject
    RenderWork work;

    @Test
    void planningThatFailsUnexpectedlyEndsTheRebuildWithTheReason() {
        run("insert into published_image (image, reference) values ('broken/1/any', 'no reference')");
        try {
            request("rebuild-all", null);

            RebuildCompleted completed = completed();
            assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.FAILED);
            assertThat(completed.failure().kind()).isEqualTo("unexpected");
            assertThat(completed.failure().message()).contains("no reference");
        } finally {
            run("delete from published_image where image = 'broken/1/any'");
        }
    }

    /** Neither a publication nor the end of the rebuild reads the recipes of other images: here that would fail. */
    @Test
    void anImageWhoseRecipeCannotBeReadFailsAlone() {
        request("rebuild-selected", "ground,app");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        run(
                "update rebuild_image set recipe = '{' where image <> 'ground/1.0.0/bookworm' and image <> 'app/1.0.15/bookworm'"
                        + " and rebuild_id = '" + rebuild + "'");

        publish(ground);
        publish(rendered("app/1.0.15/bookworm"));

        RebuildCompleted completed = completed();
        assertThat(completed.published()).hasSize(2);
        assertThat(completed.failed())
                .extracting(each ->
                        each.image() + " " + each.stage() + " " + each.failure().kind())
                .containsExactly("app/1.0.9/bookworm render unexpected");
        assertThat(completed.holes()).extracting(Object::toString).containsExactly("app:1.0.9");
    }

    /** A cancel of many images takes a while to commit. */
    @Test
    void aRenderingThatFailsWhileItsRebuildIsCancelledUndoesNoCancel() throws Exception {
        request("rebuild-selected", "ground,app");
        ImageKey ground = ImageKey.parse(rendered("ground/1.0.0/bookworm").key());
        ImageKey app = ImageKey.parse("app/1.0.9/bookworm");
        damage(app);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Next> rendering = QuarkusTransaction.requiringNew().call(() -> {
                progress.failed(
                        Rebuild.lock(rebuild).orElseThrow(),
                        RebuildImage.of(rebuild, ground).orElseThrow(),
                        Stage.BUILD,
                        FailureReport.cancelled("not now"));
                entities.flush();
                Future<Next> fails = other.submit(() -> work.run(RenderWork.id(rebuild, app)));
                awaitWaitsFor(number("select pg_backend_pid()"));
                return fails;
            });
            assertThat(rendering.get(30, TimeUnit.SECONDS)).isEqualTo(Next.done());
        }

        assertThat(state(app)).isEqualTo(RebuildImage.State.FAILED);
        assertThat(completed().cancelled()).hasSize(3);
    }

    /**
     * The event of its end, by which a restored database knows it, names the first images alone where there are many.
     */
    @Test
    void noImageOfARebuildThatHasEndedIsRendered() {
        request("rebuild-selected", "ground,app");
        rendered("ground/1.0.0/bookworm");
        run("update rebuild set state = 'COMPLETED', completed_at = now() where id = '" + rebuild + "'");

        ImageKey app = ImageKey.parse("app/1.0.9/bookworm");
        assertThat(work.run(RenderWork.id(rebuild, app))).isEqualTo(Next.done());

        assertThat(state(app)).isEqualTo(RebuildImage.State.WAITING);
    }

    private void damage(ImageKey image) {
        run("update rebuild_image set recipe = '{' where image = '" + image + "' and rebuild_id = '" + rebuild + "'");
    }

    private RebuildImage.State state(ImageKey image) {
        return QuarkusTransaction.requiringNew()
                .call(() -> RebuildImage.of(rebuild, image).orElseThrow().state());
    }

    private void awaitWaitsFor(int session) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> QuarkusTransaction.requiringNew()
                                .call(() -> number("select cast(count(*) as int) from pg_stat_activity where " + session
                                        + " = any (pg_blocking_pids(pid))"))
                        > 0);
    }

    private int number(String query) {
        return (Integer) entities.createNativeQuery(query, Integer.class).getSingleResult();
    }

    /** As a renderer of an earlier release enters them. */
    @Test
    void imagesWithoutTheirParentsBesideTheRecipeAreRenderedAllTheSame() {
        request("rebuild-selected", "ground,app");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        run("update rebuild_image set parents = null, planned_tags = null where rebuild_id = '" + rebuild + "'");

        publish(ground);
        publishAll("app/1.0.9/bookworm", "app/1.0.15/bookworm");

        assertThat(completed().published()).hasSize(3);
    }

    /** A rebuild that has been going on for longer than any, and of which nothing was heard since. */
    @Test
    void aStuckRebuildIsNotAtWork() {
        request("rebuild-selected", "alone");
        rendered("alone/3.0.0/bookworm");
        assertThat(atWork()).isTrue();

        run("update rebuild set received_at = now() - interval '3 hours'");
        run("update rebuild_image set rendered_at = rendered_at - interval '3 hours'");
        assertThat(atWork()).isFalse();

        run("update rebuild set received_at = now()");
        publish(rendered("alone/3.0.0/bookworm"));
        completed();
    }

    /** The default limit is counted from when the request was taken, whatever the requester's clock says. */
    @Test
    void aRequestFromTheFutureOrThePastIsLimitedFromNowOn() {
        kafka.send(requested("alone", Instant.parse("2000-01-01T00:00:00Z")));

        RenderCompleted alone = rendered("alone/3.0.0/bookworm");
        publish(alone);

        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(kafka.events(RebuildCancelRequested.class))
                .noneMatch(event -> event.rebuildId().equals(rebuild));
    }

    private RebuildRequested requested(String select, Instant when) {
        return new RebuildRequested(
                id(),
                when,
                rebuild,
                "rebuild-selected",
                select,
                "because",
                Priority.MANUAL,
                "a test",
                null,
                Duration.ofHours(1));
    }

    private static boolean atWork() {
        return QuarkusTransaction.requiringNew().call(() -> Rebuild.anyAtWork(Duration.ofHours(2)));
    }

    private void run(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql).executeUpdate());
    }
}
