package dev.imprimatur.console.api;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.console.ConsoleTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A database that ends its connections, as it does when it restarts. */
@ConsoleTest
class DatabaseAwayTest {
    private static final String END_WHAT_WAITS =
            "select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'event'::regclass";

    @Inject
    DataSource database;

    @Test
    void whatItBrokeOffMayBeAskedAgain() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table event in access exclusive mode");
            CompletableFuture<Response> events = CompletableFuture.supplyAsync(() -> get("/api/events"));

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                statement.execute(END_WHAT_WAITS);
                return events.isDone();
            });
            connection.rollback();
            connection.setAutoCommit(true);

            events.join().then().statusCode(503).header("Retry-After", "1").body("error", equalTo("unavailable"));
        }
    }
}
