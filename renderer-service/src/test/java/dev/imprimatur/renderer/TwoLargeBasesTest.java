package dev.imprimatur.renderer;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.Folders;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two bases in one rebuild, each with more children than are queued at once. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class TwoLargeBasesTest extends Pipeline {
    /** What is queued by and by is so many that it takes two turns. */
    private static final int CHILDREN_OF_GROUND = 410;

    private static final int CHILDREN_OF_ALONE = 230;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    WorkQueue queue;

    @Inject
    EntityManager database;

    private Path app;
    private Path more;
    private Path catalog;
    private String appStated;
    private String catalogStated;

    @BeforeEach
    void giveBothManyChildren() throws IOException {
        catalog = config.catalog().resolve("catalog.yaml");
        app = config.catalog().resolve("app/family.yaml");
        more = config.catalog().resolve("more");
        catalogStated = Files.readString(catalog);
        appStated = Files.readString(app);
        Files.writeString(catalog, catalogStated.replace("alone]", "alone, more]"));
        Files.writeString(app, appStated.replaceAll("releases: .*", releases(CHILDREN_OF_GROUND)));
        Files.createDirectories(more.resolve("tests/ok"));
        Files.copy(config.catalog().resolve("app/Dockerfile"), more.resolve("Dockerfile"));
        Files.copy(config.catalog().resolve("app/tests/ok/Dockerfile"), more.resolve("tests/ok/Dockerfile"));
        Files.writeString(
                more.resolve("family.yaml"),
                appStated
                        .replace("name: app", "name: more")
                        .replace("family: ground", "family: alone")
                        .replaceAll("releases: .*", releases(CHILDREN_OF_ALONE)));
    }

    private static String releases(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{version: 1.0." + i + "}")
                .collect(Collectors.joining(", ", "releases: [", "]"));
    }

    @AfterEach
    void restore() throws IOException {
        queue.resume();
        Files.writeString(catalog, catalogStated);
        Files.writeString(app, appStated);
        Folders.remove(more);
    }

    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    @Test
    void theChildrenOfTheSecondAreAllRenderedThoughItIsPublishedWhileThoseOfTheFirstAreQueued() {
        request("rebuild-selected", "ground,app,alone,more");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RenderCompleted alone = rendered("alone/3.0.0/bookworm");
        queue.pause();
        publish(ground);
        await().atMost(PATIENCE).until(() -> queued("add-renderings") == 1);
        renderings("execution_time + interval '1 hour'");
        try {
            // Everything that goes on with the rebuild waits for its row, in the order in which it came.
            QuarkusTransaction.begin(QuarkusTransaction.beginOptions().timeout((int) PATIENCE.toSeconds()));
            database.createNativeQuery("select id from rebuild where id = ?1 for update")
                    .setParameter(1, rebuild.value())
                    .getSingleResult();
            queue.resume();
            await("what queues the children of the first has seen which they are")
                    .atMost(PATIENCE)
                    .until(() -> waiting() == 1);
            publish(alone);
            await("the publication of the second is next").atMost(PATIENCE).until(() -> waiting() == 2);
        } finally {
            QuarkusTransaction.rollback();
        }
        renderings("now()");

        await().atMost(PATIENCE).until(() -> children("app/") == CHILDREN_OF_GROUND);
        await().atMost(PATIENCE).until(() -> children("more/") == CHILDREN_OF_ALONE);
    }

    private void renderings(String due) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery("update scheduled_tasks set execution_time = " + due
                                + " where task_name = 'render' and not picked")
                        .executeUpdate());
    }

    private long queued(String kind) {
        return count("select count(*) from scheduled_tasks where task_name = '" + kind + "'");
    }

    /** How many transactions wait for another one. */
    private long waiting() {
        return count("select count(*) from pg_locks where not granted");
    }

    private long count(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) database.createNativeQuery(query).getSingleResult()).longValue());
    }

    private long children(String family) {
        return kafka.events(RenderCompleted.class).stream()
                .filter(event ->
                        event.rebuildId().equals(rebuild) && event.key().startsWith(family))
                .count();
    }
}
