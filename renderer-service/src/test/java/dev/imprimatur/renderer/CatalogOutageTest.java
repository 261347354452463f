package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A catalogue's Git repository that is away from the start for longer than all attempts at a plan take, which are two
 * in some ten milliseconds. Once it was fetched no plan needs it, so it comes back in the last test.
 */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
@WithTestResource(GitServer.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CatalogOutageTest extends Pipeline {
    private static final Duration LONGER_THAN_ALL_ATTEMPTS = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @AfterEach
    void goAway() {
        GitServer.isCut();
    }

    @Test
    @Order(1)
    void whatIsCancelledMeanwhileEndsAtOnce() {
        request("rebuild-all", null);
        awaitWaits();

        kafka.send(new RebuildCancelRequested(id(), Instant.now(), rebuild, null, "not now", "a test"));

        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.CANCELLED);
    }

    @Test
    @Order(2)
    void aRebuildWaitsForItNoLongerThanItMayTake() {
        kafka.send(new RebuildRequested(
                id(),
                Instant.now(),
                rebuild,
                "rebuild-all",
                null,
                "because",
                Priority.MANUAL,
                "a test",
                List.of(),
                Duration.ofSeconds(4)));
        awaitWaits();

        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.CANCELLED);
    }

    /** Each would hold a thread for as long as the host may be silent, which is half a minute. */
    @Test
    @Order(3)
    void anotherRebuildDoesNotTryAHostThatIsKnownToBeSick() {
        request("rebuild-all", null);
        awaitWaits();
        GitServer.isSilent();

        for (int i = 0; i < 3; i++) {
            next();
            request("rebuild-all", null);
            await().atMost(SOON).until(this::waits);
        }
    }

    @ParameterizedTest
    @Order(4)
    @ValueSource(ints = {404, 401, 403})
    void whatItAnswersForGoodEndsThePlanAtOnce(int status) {
        request("rebuild-all", null);
        awaitWaits();

        GitServer.answers(status);

        RebuildCompleted completed = completed();
        assertThat(completed.failure().kind()).isEqualTo("catalog-unavailable");
        assertThat(completed.failure().retryable()).isFalse();
    }

    @Test
    @Order(5)
    void itCostsTimeAndNoAttempts() {
        request("rebuild-all", null);
        awaitWaits();
        for (int status : List.of(500, 503, 429)) {
            GitServer.answers(status);
            await().during(LONGER_THAN_ALL_ATTEMPTS).atMost(LIMIT).until(this::waits);
        }
        assertThat((int) plan().get("failures")).isZero();

        GitServer.comesBack();

        publish(rendered("alone/3.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }

    private void awaitWaits() {
        await().atMost(LIMIT).until(this::waits);
    }

    private boolean waits() {
        String url = config.catalogGit().url().orElseThrow();
        return ("Git repository " + url.substring("http://".length())).equals(plan().get("waitsFor"));
    }
}
