package dev.imprimatur.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.Neighbours.Service;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(PlanTest.Renderer.class)
class PlanTest {

    /**
     * A renderer that repeats what it is asked, and knows no image called nothing. It answers some when four of them
     * are there.
     */
    public static class Renderer extends Neighbour {
        private final CyclicBarrier four = new CyclicBarrier(4);

        public Renderer() {
            super("/api");
        }

        @Override
        protected Answer answer(URI asked, String body) {
            if (asked.getPath().contains("/images")) {
                return new Answer(200, "[{\"asked\":\"" + asked + "\"}]");
            }
            if (body.contains("another-secret")) {
                return new Answer(401, "{\"error\":\"peers-only\",\"message\":\"ask the console\"}");
            }
            if (body.contains("together")) {
                try {
                    four.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    return new Answer(500, e.toString());
                }
            }
            return body.contains("nothing")
                    ? new Answer(404, "{\"error\":\"not-found\",\"message\":\"no image\"}")
                    : new Answer(200, "{\"asked\":" + body + "}");
        }

        @Override
        protected Set<Service> services() {
            return Set.of(Service.RENDERER);
        }
    }

    @Test
    void aRebuildOfASelectionWithoutImagesIsNotRequested() {
        request("{\"select\":\"nothing/*/*\"}")
                .statusCode(404)
                .body("error", equalTo("not-found"))
                .body("message", equalTo("no image"));
        request("{\"select\":\"app/*/*\"}").statusCode(202).body("select", equalTo("app/*/*"));
    }

    /** The renderer is not asked: a field that is wrong is wrong whatever the selection picks. */
    @Test
    void whatIsWrongWithTheRequestItselfIsSaidFirst() {
        request("{\"select\":\"nothing/*/*\",\"priority\":\"soon\"}")
                .statusCode(400)
                .body("message", startsWith("priority: "));
        request("{\"select\":\"nothing/*/*\",\"type\":\"rebuild-all\"}")
                .statusCode(400)
                .body("message", startsWith("select: does not go with rebuild-all"));
        plan("{\"select\":\"nothing\",\"allow\":[\"all\"]}").statusCode(400).body("message", startsWith("allow: "));
        plan("{\"select\":\"nothing\",\"allow\":[null]}").statusCode(400).body("message", startsWith("allow: "));
        plan("{\"select\":\" \"}").statusCode(400).body("message", startsWith("select: expected patterns"));
    }

    @Test
    void aRebuildIsRequestedThoughTheRendererCannotBeAsked() {
        request("{\"select\":\"another-secret\"}").statusCode(202);
        Renderer renderer = Neighbours.present(Renderer.class);
        Neighbours.leave();
        try {
            request("{\"select\":\"nothing/*/*\"}").statusCode(202);
        } finally {
            Neighbours.are(renderer);
        }
    }

    private static ValidatableResponse request(String order) {
        return given().contentType(ContentType.JSON)
                .body(order)
                .post("/api/rebuilds")
                .then();
    }

    @Test
    void theRendererIsAsked() {
        plan("{\"stale\":true,\"select\":\"node\",\"allow\":[\"vanish\"]}")
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("asked.stale", equalTo(true))
                .body("asked.select", equalTo("node"))
                .body("asked.allow[0]", equalTo("vanish"));
        plan("{}").statusCode(200).body("asked.size()", equalTo(0));
    }

    @Test
    void itsRefusalIsPassedOn() {
        plan("{\"select\":\"nothing\"}").statusCode(404).body("message", equalTo("no image"));
    }

    /** Those who ask while as many plans are made as may be wait for their turn. */
    @Test
    void moreThanAreMadeAtOnceWait() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = IntStream.range(0, 12)
                    .mapToObj(each -> threads.submit(
                            () -> plan("{\"select\":\"together\"}").extract().statusCode()))
                    .toList();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
        }
        assertThat(statuses).containsOnly(200);
    }

    /** It is not for want of the asker's token. */
    @Test
    void whereTheConsoleItselfIsRefusedItSaysSo() {
        plan("{\"select\":\"another-secret\"}")
                .statusCode(502)
                .body("message", containsString("the renderer cannot be asked: it answered with status 401"))
                .body("message", containsString("imprimatur.http.peer-secret"));
    }

    @Test
    void theImagesOfARebuildAreTheRenderers() {
        given().get("/api/rebuilds/r-1/images?limit=7&after=node/22.0.0/bookworm")
                .then()
                .statusCode(200)
                .body("[0].asked", equalTo("/api/rebuilds/r-1/images?limit=7&after=node%2F22.0.0%2Fbookworm"));
        given().get("/api/rebuilds/r-1%2F..%2Fplan/images").then().statusCode(anyOf(equalTo(400), equalTo(404)));
    }

    @Test
    void anUnknownFieldIsRefused() {
        plan("{\"all\":true}").statusCode(400).body("message", startsWith("all: there is no such field"));
        plan("garbage").statusCode(400).body("message", containsString("the body is not the JSON object"));
    }

    private static ValidatableResponse plan(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/plan")
                .then();
    }
}
