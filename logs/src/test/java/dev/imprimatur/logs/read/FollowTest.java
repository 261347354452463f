package dev.imprimatur.logs.read;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.logs.LogsTest;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@LogsTest
class FollowTest {
    private static final String TIME = "2026-11-24T03:00:12.345Z ";

    @Inject
    LogStore store;

    @TestHTTPResource("/api/logs/")
    URI logs;

    private final String id = "b-" + UUID.randomUUID();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void eachRecordComesWhileTheLogGrowsAndThenTheEnd() throws Exception {
        LogPosition first = append(begin(1), "one");
        try (Scanner events = events("", null)) {
            assertThat(event(events)).containsExactly("id:1", "event:log", data(1, "one"));
            LogPosition second = append(first, "two");
            assertThat(event(events)).containsExactly("id:2", "event:log", data(1, "two"));
            append(begin(2), "three");
            assertThat(event(events)).containsExactly("id:3", "event:log", data(2, "three"));
            seal();
            assertThat(event(events)).first().isEqualTo("event:end");
            assertThat(events.hasNextLine()).as("it is over").isFalse();
            assertThat(second.records()).isEqualTo(2);
        }
    }

    @Test
    void whoComesBackGoesOnWhereTheyWere() throws Exception {
        append(append(begin(1), "one"), "two");
        seal();

        try (Scanner events = events("", "1")) {
            assertThat(event(events)).containsExactly("id:2", "event:log", data(1, "two"));
        }
        try (Scanner events = events("?after=2", null)) {
            assertThat(event(events)).first().isEqualTo("event:end");
        }
    }

    @Test
    void oneAttemptEndsWhenTheNextBegins() throws Exception {
        append(begin(1), "one");
        append(begin(2), "two");

        try (Scanner events = events("?attempt=1", null)) {
            assertThat(event(events)).contains(data(1, "one"));
            assertThat(event(events)).first().isEqualTo("event:end");
        }
    }

    @Test
    void recordsComeAsTheyLieInTheStore() {
        append(append(begin(1), "one"), "two");

        get("/api/logs/" + id + "/records?after=1")
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .body("[0].seq", equalTo(2))
                .body(
                        "[0].previous",
                        equalTo(store.records(id, 0, null, 1).getFirst().digest()));
    }

    @Test
    void whatIsNotThereIsSaid() {
        for (String path : List.of("", "/follow", "/records")) {
            get("/api/logs/b-none" + path)
                    .then()
                    .statusCode(404)
                    .body(containsString("the logs keeps no log 'b-none'"));
        }
    }

    private Scanner events(String query, String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(logs.resolve(id + "/follow" + query));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        InputStream body =
                http.send(request.build(), BodyHandlers.ofInputStream()).body();
        return new Scanner(body, StandardCharsets.UTF_8);
    }

    private static List<String> event(Scanner lines) {
        List<String> event = new ArrayList<>();
        for (String line = lines.nextLine(); !line.isEmpty(); line = lines.nextLine()) {
            event.add(line);
        }
        return event;
    }

    private static String data(int attempt, String line) {
        return "data:{\"attempt\":" + attempt + ",\"text\":\"" + TIME + line + "\\n\"}";
    }

    private LogPosition begin(int attempt) {
        return QuarkusTransaction.requiringNew().call(() -> store.begin(id, attempt));
    }

    private LogPosition append(LogPosition at, String line) {
        return store.append(at, (TIME + line + "\n").getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private void seal() {
        QuarkusTransaction.requiringNew().run(() -> store.seal(id));
    }
}
