package dev.imprimatur.console.api;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.ConsoleTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A database that ends its connections, as it does when it restarts. */
@ConsoleTest
class DatabaseAwayTest {
    private static final String END_WHAT_WAITS =
            "select pg_terminate_backend(pid) from pg_locks where not granted and relation = '%s'::regclass";

    @Inject
    DataSource database;

    @Test
    void whatItBrokeOffMayBeAskedAgain() throws SQLException {
        brokenOff("event", () -> get("/api/events"))
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("error", equalTo("unavailable"))
                .body("message", containsString("ask again"));
    }

    @Test
    void ofAWriteThatItBrokeOffIsSaidThatItIsNotKnown() throws SQLException {
        brokenOff(
                        "rollback",
                        () -> given().contentType(ContentType.JSON)
                                .body("{\"reference\":\"node:22\"}")
                                .post("/api/rollbacks"))
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body(
                        "message",
                        startsWith("the console's database failed, so it is not known whether this was done:"
                                + " GET /api/rollbacks shows it if it was; look before you ask again"));
    }

    /** What is answered though the database ends each connection that waits for this table. */
    private Response brokenOff(String table, Supplier<Response> question) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table " + table + " in access exclusive mode");
            CompletableFuture<Response> answer = CompletableFuture.supplyAsync(question);

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                statement.execute(END_WHAT_WAITS.formatted(table));
                return answer.isDone();
            });
            connection.rollback();
            connection.setAutoCommit(true);
            return answer.join();
        }
    }
}
