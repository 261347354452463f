package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class LiveTest {
    private static final Pattern AT = Pattern.compile("data-at=\"([0-9.]+)\"");

    @Test
    void aPageIsNotifiedOfWhatCameAfterItWasRendered() throws Exception {
        Wire.tell("followed", List.of(RebuildRequested.class));
        String at = position(page("/rebuilds/followed"));
        Wire.tell("other", List.of(RebuildRequested.class));

        try (Following page = new Following("view=rebuild&id=followed", at)) {
            assertThat(page.next("beat")).contains("Read model");
            Wire.send(Topic.RENDER_COMPLETED, Wire.fixture(RenderCompleted.class, "followed"));
            String told = page.next("changed");
            assertThat(told).startsWith(generation(at)).isNotEqualTo(at);
            assertThat(page("/rebuilds/followed")).contains("to be built");
        }
        try (Following again = new Following("view=rebuild&id=followed", at)) {
            assertThat(again.next("changed")).as("what was missed").startsWith(generation(at));
        }
    }

    @Test
    void theEndOfARebuildIsNewsForThePagesOfImages() throws Exception {
        Wire.tell("ends", List.of(RebuildRequested.class));
        String at = position(page("/rebuilds/ends"));

        try (Following page = new Following("view=image&id=node/24.18.1/trixie", at)) {
            page.next("beat");
            Wire.send(Topic.REBUILD_COMPLETED, Wire.fixture(RebuildCompleted.class, "ends"));
            assertThat(page.next("changed")).startsWith(generation(at));
        }
    }

    @Test
    void whatIsNoPositionOfThisReadModelHasToFetchAgain() throws Exception {
        String at = position(page("/fleet"));
        for (String foreign : List.of("1.5", generation(at) + "999999999", "nothing")) {
            try (Following page = new Following("view=fleet", foreign)) {
                assertThat(page.next("refetch")).startsWith(generation(at));
            }
        }
    }

    @Test
    void aPageFetchesAgainWhenTheReadModelWasMadeAgain() throws Exception {
        String at = position(page("/fleet"));
        try (Following page = new Following("view=fleet", at)) {
            page.next("beat");
            given().contentType(ContentType.JSON)
                    .body("{}")
                    .post("/api/read-model/rebuild")
                    .then()
                    .statusCode(202);
            assertThat(page.next("refetch")).doesNotStartWith(generation(at));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/api/read-model").jsonPath().get("replay.finishedAt") != null);
    }

    @Test
    void aStreamIsOfAView() {
        for (String address : List.of("/live?view=odd", "/live?view=rebuild", "/live")) {
            given().get(address).then().statusCode(400);
        }
    }

    private static String position(String page) {
        Matcher at = AT.matcher(page);
        assertThat(at.find()).isTrue();
        return at.group(1);
    }

    private static String generation(String at) {
        return at.substring(0, at.indexOf('.') + 1);
    }

    /** A page that is open. */
    private static final class Following implements AutoCloseable {
        private final HttpClient client = HttpClient.newHttpClient();
        private final Stream<String> stream;
        private final Iterator<String> lines;

        Following(String view, String at) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + RestAssured.port + "/live?" + view))
                    .header("Last-Event-ID", at)
                    .build();
            stream = client.send(request, HttpResponse.BodyHandlers.ofLines()).body();
            lines = stream.iterator();
        }

        /** The data of the next event of this name; a beat each few seconds keeps this from waiting for ever. */
        String next(String name) {
            String event = "";
            Instant limit = Instant.now().plusSeconds(60);
            while (Instant.now().isBefore(limit) && lines.hasNext()) {
                String line = lines.next();
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                }
                if (line.startsWith("data:") && event.equals(name)) {
                    return line.substring("data:".length()).strip();
                }
            }
            throw new AssertionError("no " + name + " came");
        }

        @Override
        public void close() {
            stream.close();
            client.shutdownNow();
        }
    }
}
