package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.console.Neighbours.Service;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.retention.Retention;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(RetentionTest.Publisher.class)
class RetentionTest {
    private static final String BUILT = "sha256:" + "2".repeat(64);
    private static final Instant ENDED = Instant.parse("2026-11-24T03:05:00Z");
    private static final Instant OLD = ENDED.plus(Duration.ofDays(366));

    @Inject
    Retention retention;

    /** A publisher that knows which digests have tags. */
    public static class Publisher extends Neighbour {
        private static final Set<String> TAGGED = ConcurrentHashMap.newKeySet();
        private static volatile boolean answers = true;

        public Publisher() {
            super("/api/tags");
        }

        @Override
        protected Answer answer(URI asked, String body) {
            String tags = Arrays.stream(asked.getQuery().split("&"))
                    .map(parameter -> parameter.substring("digest=".length()))
                    .filter(TAGGED::contains)
                    .map(digest -> "{\"reference\":\"localhost:5000/node:1-r1\",\"digest\":\"" + digest + "\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            return new Answer(answers ? 200 : 503, tags);
        }

        @Override
        protected Set<Service> services() {
            return Set.of(Service.PUBLISHER);
        }
    }

    @BeforeEach
    void publisherAnswers() {
        Publisher.answers = true;
        Publisher.TAGGED.clear();
    }

    @Test
    void whatATagNamesStaysWithItsStoryAndTheRestOfItsRebuildGoes() {
        String first = digest('a');
        tell("retained-first", "stays", first);
        tell("retained-second", "stays", digest('b'));
        Publisher.TAGGED.add(first);

        retention.clear(ENDED.plus(Duration.ofDays(364)));
        get("/api/rebuilds/retained-first").then().body("images", hasSize(2)).body("clearedAt", nullValue());

        retention.clear(OLD);
        get("/api/rebuilds/retained-first")
                .then()
                .body("images.image", contains("stays/22.23.3/bookworm"))
                .body("reason", equalTo("weekly rebuild"))
                .body("clearedAt", notNullValue());
        get("/api/why?reference=" + first)
                .then()
                .body("run.rebuildId", equalTo("retained-first"))
                .body("dockerfile", notNullValue())
                .body("tests", notNullValue())
                .body("request.reason", equalTo("weekly rebuild"));
        get("/api/images?select=stays").then().body("rebuildId", contains("retained-second"));
        assertThat(keys("retained-first"))
                .doesNotContain("stays/24.18.1/trixie")
                .contains("stays/22.23.3/bookworm");
    }

    @Test
    void aRebuildGoesWithTheLastOfItsDigests() {
        String first = digest('c');
        tell("retained-going", "goes", first);
        tell("retained-newest", "goes", digest('d'));
        Publisher.TAGGED.add(first);
        retention.clear(OLD);
        Publisher.TAGGED.clear();

        retention.clear(OLD.plus(Duration.ofDays(6)));
        get("/api/rebuilds/retained-going").then().statusCode(200);

        retention.clear(OLD.plus(Duration.ofDays(8)));
        get("/api/rebuilds/retained-going").then().statusCode(404);
        assertThat(keys("retained-going")).isEmpty();
        get("/api/why?reference=" + first).then().statusCode(404);
        get("/api/images?select=goes").then().body("rebuildId", contains("retained-newest"));
    }

    @Test
    void nothingGoesWhileThePublisherDoesNotTell() {
        tell("retained-asked", "unknown", digest('e'));
        tell("retained-later", "unknown", digest('f'));
        Publisher.answers = false;

        retention.clear(OLD);

        get("/api/rebuilds/retained-asked").then().body("images", hasSize(2));
    }

    @Test
    void aRollbackStaysAndSoDoesARebuildThatNeverEnded() {
        Wire.tell("retained-open", List.of(RebuildRequested.class, RenderCompleted.class));
        Wire.tell("retained-rollback", List.of(RollbackRequested.class, RollbackCompleted.class));

        retention.clear(OLD.plus(Duration.ofDays(3650)));

        get("/api/rebuilds/retained-open").then().statusCode(200).body("images", hasSize(1));
        assertThat(keys("retained-open")).hasSize(2);
        get("/api/rollbacks/retained-rollback").then().statusCode(200).body("state", equalTo("succeeded"));
        assertThat(keys("retained-rollback")).hasSize(2);
    }

    private static List<String> keys(String rebuild) {
        return get("/api/events?rebuild=" + rebuild).jsonPath().getList("key");
    }

    private static String digest(char digit) {
        return "sha256:" + String.valueOf(digit).repeat(64);
    }

    /** A whole rebuild of a family that publishes one image and fails with another; each one's publication is later. */
    private static void tell(String rebuild, String family, String digest) {
        List<Class<? extends Event>> types = List.of(
                RebuildRequested.class,
                RenderCompleted.class,
                BuildCompleted.class,
                TestCompleted.class,
                PublishCompleted.class,
                RebuildCompleted.class);
        for (int i = 0; i < types.size(); i++) {
            String event = Wire.fixture(types.get(i), rebuild)
                    .replace("node", family)
                    .replace(BUILT, digest)
                    .replace("03:00:45Z", "03:00:4" + "abcdef".indexOf(digest.charAt(7)) + "Z");
            Wire.send(Topic.of(types.get(i)), event);
            Wire.awaitEvents(rebuild, i + 1);
        }
    }
}
