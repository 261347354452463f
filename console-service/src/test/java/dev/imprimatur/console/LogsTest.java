package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.console.Neighbours.Service;
import io.quarkus.test.common.WithTestResource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(LogsTest.Keepers.class)
class LogsTest {
    private static final String KEPT = "t-0123456789abcdef0123";

    /** Two testers, the first of which does not answer, the other keeps one log; and a builder that does not answer. */
    public static class Keepers extends Neighbour {
        private static final Map<String, String> ANSWERS = Map.of(
                "?timestamps=false", "h\u00e9llo\n",
                "?timestamps=true&attempt=2", "then h\u00e9llo\n",
                "/records?after=16", "[]",
                "/follow?after=7&attempt=2", """
                        : still there

                        id:8
                        event:log
                        data:{"attempt":2,"text":"one\\n"}

                        event:end
                        data:{"records":8}

                        """);

        public Keepers() {
            super("/api/logs/");
        }

        @Override
        protected Answer answer(URI asked, String body) {
            return Optional.of(asked.toString())
                    .filter(uri -> uri.startsWith("/api/logs/" + KEPT))
                    .map(uri -> ANSWERS.get(uri.substring(("/api/logs/" + KEPT).length())))
                    .map(text -> new Answer(200, text))
                    .orElse(new Answer(404, ""));
        }

        @Override
        protected Set<Service> services() {
            return Set.of(Service.TESTER);
        }
    }

    @Test
    void aLogComesFromWhicheverReplicaAnswers() {
        get("/api/logs/" + KEPT).then().statusCode(200).body(equalTo("h\u00e9llo\n"));
        get("/api/logs/" + KEPT + "?attempt=2&timestamps=true").then().body(equalTo("then h\u00e9llo\n"));
        get("/api/logs/" + KEPT + "/records?after=16").then().statusCode(200).body("size()", equalTo(0));
    }

    @Test
    void aLogIsFollowedThroughTheConsole() {
        given().header("Last-Event-ID", "7")
                .get("/api/logs/" + KEPT + "/follow?attempt=2")
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .body(containsString("""
                        id:8
                        event:log
                        data:{"attempt":2,"text":"one\\n"}

                        event:end
                        data:{"records":8}
                        """));
    }

    @Test
    void whoDoesNotAnswerIsNamed() {
        get("/api/logs/b-0123456789abcdef0123")
                .then()
                .statusCode(502)
                .body(
                        "message",
                        containsString(
                                "the builder at " + Neighbours.url(Service.BUILDER) + " (imprimatur.console.builder)"));
        get("/api/logs/t-00000000000000000000").then().statusCode(404).body("error", equalTo("not-found"));
        get("/api/logs/none/follow").then().statusCode(404).body("error", equalTo("not-found"));
    }
}
