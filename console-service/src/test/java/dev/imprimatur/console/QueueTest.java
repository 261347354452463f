package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.console.Neighbours.Service;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import io.quarkus.test.common.WithTestResource;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What waits in which stage, and why, in words. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(QueueTest.Services.class)
class QueueTest {

    /** A builder with five that wait, and a renderer; tester and publisher do not answer. */
    public static class Services extends Neighbour {
        public Services() {
            super("/api/queue/");
        }

        @Override
        protected Answer answer(URI asked, String body) {
            return switch (asked.getPath()) {
                case "/api/queue/own/build" -> new Answer(200, builds(asked.getQuery()));
                case "/api/queue/held" -> new Answer(200, held(asked.getQuery()));
                default -> new Answer(200, "{\"work\": [], \"waiting\": 0, \"running\": 0, \"workers\": 0}");
            };
        }

        private static String builds(String query) {
            List<String> work = List.of(
                    work("a/1.0.0/b", 0, "", false, 0),
                    work("b/1.0.0/b", 1, ", \"attempts\": null", false, 6),
                    work("c/1.0.0/b", 2, ", \"attempts\": 4", true, 2),
                    work("d/1.0.0/b", 3, ", \"waitsFor\": \"engine tcp://e:2376\"", false, 0),
                    work("node/22.23.3/bookworm", 4, "", false, 0));
            return "{\"waiting\": 5, \"running\": 4, \"workers\": 2, \"work\": [" + page(work, query) + "]}";
        }

        private static String held(String query) {
            List<String> images = List.of(
                    "{\"rebuildId\": \"r-tested\", \"image\": \"top/1.0.0/a\","
                            + " \"bases\": [\"node/22.23.3/bookworm\", \"x/1.0.0/a\"]}",
                    "{\"rebuildId\": \"r-tested\", \"image\": \"ready/1.0.0/a\", \"bases\": []}");
            return "{\"waiting\": 2, \"images\": [" + page(images, query) + "]}";
        }

        private static String page(List<String> all, String query) {
            int first = Integer.parseInt(query.replaceAll(".*first=(\\d+).*", "$1"));
            int limit = Integer.parseInt(query.replaceAll(".*limit=(\\d+).*", "$1"));
            return String.join(", ", all.subList(first, Math.min(all.size(), first + limit)));
        }

        private static String work(String image, int ahead, String more, boolean delayed, int failures) {
            return """
                    {"kind": "build", "rebuildId": "r-older", "image": "%s", "priority": "manual", "ahead": %d,
                     "due": "%s", "delayed": %s, "failures": %d%s}""".formatted(image, ahead, Instant.now().plusSeconds(delayed ? 30 : -30), delayed, failures, more);
        }

        @Override
        protected Set<Service> services() {
            return Set.of(Service.BUILDER, Service.RENDERER);
        }
    }

    @Test
    void eachSaysWhyItWaits() {
        Wire.tell("r-older", List.of(RebuildRequested.class, RenderCompleted.class));
        Wire.tell("r-tested", List.of(RebuildRequested.class, RenderCompleted.class, BuildCompleted.class));

        get("/api/queue?stage=build")
                .then()
                .statusCode(200)
                .body(
                        "waiting.image",
                        contains("a/1.0.0/b", "b/1.0.0/b", "c/1.0.0/b", "d/1.0.0/b", "node/22.23.3/bookworm"))
                .body("waiting[0].reason", equalTo("all 2 builders are busy with 4"))
                .body("waiting[1].reason", equalTo("behind 1; all 2 builders are busy with 4"))
                .body("waiting[2].reason", matchesPattern("tries again in [23]\\d s \\(attempt 3 of 4\\)"))
                .body("waiting[2].attempt", equalTo(3))
                .body("waiting[2].attempts", equalTo(4))
                .body("waiting[1].attempt", equalTo(7))
                .body("waiting[1].attempts", nullValue())
                .body("waiting[3].reason", equalTo("engine tcp://e:2376 is sick"))
                .body("waiting[4].reason", equalTo("its image is built by another rebuild, r-tested"))
                .body("totals.build", equalTo(5))
                .body("next", nullValue());
        get("/api/queue?stage=base")
                .then()
                .body("waiting[0].image", equalTo("top/1.0.0/a"))
                .body(
                        "waiting[0].reason",
                        equalTo("its base node/22.23.3/bookworm is being tested; its base x/1.0.0/a waits too"))
                .body("waiting[1].reason", equalTo("is about to be rendered"));
    }

    @Test
    void whatIsAwayIsSaidAndPagesGoOnOverStages() {
        get("/api/queue?limit=3")
                .then()
                .body("waiting.image", contains("a/1.0.0/b", "b/1.0.0/b", "c/1.0.0/b"))
                .body("silent.service", contains("publisher", "tester"))
                .body("silent[0].why", containsString("imprimatur.console.publisher"))
                .body("totals", not(hasKey("test")))
                .body("next", equalTo("build:3"));
        get("/api/queue?limit=3&after=build:3")
                .then()
                .body("waiting.image", contains("d/1.0.0/b", "node/22.23.3/bookworm", "top/1.0.0/a"))
                .body("next", equalTo("base:1"));
        get("/api/queue?limit=3&after=base:1").then().body("next", nullValue());
    }

    @Test
    void whatIsWrongIsNamed() {
        get("/api/queue?limit=0").then().statusCode(400).body("message", containsString("limit: "));
        get("/api/queue?stage=x").then().statusCode(400).body("message", containsString("stage: "));
        get("/api/queue?after=x").then().statusCode(400).body("message", containsString("after: "));
        get("/api/queue?after=x:1").then().statusCode(400).body("message", containsString("after: "));
    }
}
