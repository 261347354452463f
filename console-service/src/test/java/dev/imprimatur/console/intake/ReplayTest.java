package dev.imprimatur.console.intake;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The read model is made again from the topics by one request. */
@ConsoleTest
class ReplayTest {
    private static final List<Class<? extends Event>> STORY = List.of(
            RebuildRequested.class,
            RenderCompleted.class,
            BuildCompleted.class,
            TestCompleted.class,
            PublishCompleted.class,
            RebuildCompleted.class);

    @Inject
    DataSource database;

    @Test
    void whatIsWrongIsRightAfterwardsAndWhatKafkaHasNoMoreStays() throws SQLException {
        String webhook = given().contentType(ContentType.JSON)
                .body("{\"url\": \"https://hooks.example/replay\"}")
                .post("/api/webhooks")
                .path("id");
        tell("again", STORY);
        tell("older", List.of(PublishCompleted.class));
        Tables tables = new Tables(database);
        Map<String, List<String>> right = tables.of("again");
        Map<String, List<String>> older = tables.of("older");
        List<Integer> places = places("again");
        long deliveries = tables.count("select count(*) from webhook_delivery where webhook_id = '" + webhook + "'");
        assertThat(deliveries).isPositive();
        damage();
        assertThat(tables.of("again")).isNotEqualTo(right);
        long generation = get("/api/read-model").jsonPath().getLong("generation");

        JsonPath replay = replayed();

        assertThat(tables.of("again")).isEqualTo(right);
        assertThat(tables.of("older")).isEqualTo(older);
        assertThat(places("again")).hasSameSizeAs(places).startsWith(places.getFirst(), places.get(1));
        assertThat(get("/api/read-model").jsonPath().getLong("generation")).isGreaterThan(generation);
        assertThat(replay.getLong("replay.rebuilds")).isPositive();
        assertThat(replay.getLong("replay.events")).isGreaterThanOrEqualTo(STORY.size());
        assertThat(tables.count("select count(*) from webhook_delivery where webhook_id = '" + webhook + "'"))
                .as("no webhook hears of it again")
                .isEqualTo(deliveries);
        assertThat(get("/api/audit?limit=500").jsonPath().getList("reason")).contains("counts look wrong");

        replayed();
        assertThat(tables.of("again")).as("a second time").isEqualTo(right);
        given().contentType(ContentType.JSON).delete("/api/webhooks/" + webhook);
    }

    @Test
    void pagesSaySoMeanwhileAndItIsNotAskedForTwice() throws SQLException {
        change("insert into replay (id, requested_at) values ('replay-open', now())");
        try {
            assertThat(given().header("Accept", "text/html").get("/fleet").asString())
                    .contains("being made again from the topics");
            given().contentType(ContentType.JSON)
                    .body("{}")
                    .post("/api/read-model/rebuild")
                    .then()
                    .statusCode(409);
        } finally {
            change("delete from replay where id = 'replay-open'");
        }
        assertThat(given().header("Accept", "text/html").get("/fleet").asString())
                .doesNotContain("being made again from the topics");
    }

    private static JsonPath replayed() {
        String id = given().contentType(ContentType.JSON)
                .body("{\"reason\": \"counts look wrong\", \"requestedBy\": \"alice\"}")
                .post("/api/read-model/rebuild")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> get("/api/read-model").jsonPath(),
                        state -> id.equals(state.getString("replay.id")) && state.get("replay.finishedAt") != null);
    }

    private static void tell(String name, List<Class<? extends Event>> types) {
        for (int i = 0; i < types.size(); i++) {
            Wire.send(Topic.of(types.get(i)), Wire.fixture(types.get(i), name).replace("node", name));
            Wire.awaitEvents(name, i + 1);
        }
    }

    private static List<Integer> places(String rebuild) {
        return get("/api/events?rebuild=" + rebuild).jsonPath().getList("seq");
    }

    /** As a mistake, or a hand in the database, might leave it. */
    private void damage() throws SQLException {
        change("update rebuild set reason = 'none', state = 'RUNNING', finished_at = null where id = 'again'");
        change("update image_run set stage = 'BUILT', tags = '{}' where rebuild_id = 'again'");
        change("delete from attempt where rebuild_id = 'again'");
        change("update step_failure set passed_at = null where rebuild_id = 'again'");
        change("delete from event where rebuild_id = 'again' and topic = 'test-completed'");
        change("insert into image_run (rebuild_id, image, family, version, variant, stage)"
                + " values ('again', 'again/0.0.0/ghost', 'again', '0.0.0', 'ghost', 'RENDERED')");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
