package dev.imprimatur.console.intake;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.Topic;
import io.quarkus.runtime.StartupEvent;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What was asked for over Kafka is in the audit, though the database is older than that. */
@ConsoleTest
class ForgottenRequestsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String REBUILD = "asked-and-forgotten";

    @Inject
    ForgottenIntake intake;

    @Inject
    DataSource database;

    @Test
    void aRequestThatARestoredDatabaseHasForgottenIsNotedAgain() {
        Wire.tell(REBUILD, List.of(RebuildRequested.class));
        await().atMost(LIMIT).until(this::isNoted);

        await("its offset is committed soon").atMost(LIMIT).untilAsserted(() -> {
            forget();
            intake.start(new StartupEvent());
            assertThat(isNoted()).isTrue();
        });
    }

    private boolean isNoted() {
        return get("/api/audit?way=kafka&limit=500").jsonPath().getList("about", String.class).stream()
                .anyMatch(about -> about.startsWith(REBUILD));
    }

    private void forget() throws SQLException {
        change("delete from audit where about like ?", REBUILD + "%");
        change("delete from inbox_event where topic = ?", Topic.REBUILD_REQUESTED.topic());
        change("delete from inbox where topic = ?", Topic.REBUILD_REQUESTED.topic());
    }

    private void change(String sql, String about) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, about);
            statement.executeUpdate();
        }
    }
}
