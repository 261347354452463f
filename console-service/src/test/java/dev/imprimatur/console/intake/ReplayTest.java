package dev.imprimatur.console.intake;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.inbox.Events;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Test
    void whatIsWrongIsRightAfterwardsAndWhatKafkaNoLongerHasStays() throws SQLException {
        String webhook = given().contentType(ContentType.JSON)
                .body("{\"url\": \"https://hooks.example/replay\"}")
                .post("/api/webhooks")
                .path("id");
        tell("remade", STORY);
        tell("older", List.of(PublishCompleted.class));
        Tables tables = new Tables(database);
        Map<String, List<String>> right = tables.of("remade");
        Map<String, List<String>> older = tables.of("older");
        List<Integer> places = places("remade");
        long deliveries = tables.count("select count(*) from webhook_delivery where webhook_id = '" + webhook + "'");
        assertThat(deliveries).isPositive();
        damage();
        assertThat(tables.of("remade")).isNotEqualTo(right);
        long generation = get("/api/read-model").jsonPath().getLong("generation");

        JsonPath replay = replayed();

        assertThat(tables.of("remade")).isEqualTo(right);
        assertThat(tables.of("older")).isEqualTo(older);
        assertThat(places("remade")).hasSameSizeAs(places).startsWith(places.getFirst(), places.get(1));
        assertThat(get("/api/read-model").jsonPath().getLong("generation")).isGreaterThan(generation);
        assertThat(replay.getLong("replay.rebuilds")).isPositive();
        assertThat(replay.getLong("replay.events")).isGreaterThanOrEqualTo(STORY.size());
        assertThat(tables.count("select count(*) from webhook_delivery where webhook_id = '" + webhook + "'"))
                .as("no webhook hears of it again")
                .isEqualTo(deliveries);
        assertThat(get("/api/audit?limit=500").jsonPath().getList("reason")).contains("counts look wrong");

        replayed();
        assertThat(tables.of("remade")).as("a second time").isEqualTo(right);
        given().contentType(ContentType.JSON).delete("/api/webhooks/" + webhook);
    }

    @Test
    void whatIsMissingMeanwhileIsAskedForAgain() throws SQLException {
        change("insert into replay (id, requested_at) values ('replay-held', now())");
        try {
            get("/api/rebuilds/removed")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body("error", equalTo("unavailable"));
            get("/api/rollbacks/removed").then().statusCode(503);
            given().contentType(ContentType.JSON)
                    .post("/api/rebuilds/removed/cancel")
                    .then()
                    .statusCode(503);
        } finally {
            change("delete from replay where id = 'replay-held'");
        }
        get("/api/rebuilds/removed").then().statusCode(404);
        get("/api/rollbacks/removed").then().statusCode(404);
    }

    @Test
    void whatKafkaHasOnlyInPartStays() throws Exception {
        tell("partly", STORY);
        drop(Topic.BUILD_COMPLETED);
        Tables tables = new Tables(database);
        Map<String, List<String>> before = tables.of("partly");

        JsonPath replay = replayed();

        assertThat(tables.of("partly")).isEqualTo(before);
        assertThat(replay.getLong("replay.kept")).isPositive();
    }

    @Test
    void aRequestThatNamesAnOldRebuildRemovesNothing() throws Exception {
        tell("ancient", List.of(RenderCompleted.class, BuildCompleted.class, TestCompleted.class));
        drop(Topic.TEST_COMPLETED);
        Wire.send(Topic.REBUILD_REQUESTED, Wire.fixture(RebuildRequested.class, "ancient"));
        Wire.awaitEvents("ancient", 4);
        Tables tables = new Tables(database);
        Map<String, List<String>> before = tables.of("ancient");

        replayed();

        assertThat(tables.of("ancient")).isEqualTo(before);
    }

    @Test
    void whatWasBelievedWhenItCameIsNotAskedForItsKeyAgain() throws SQLException {
        tell("believed", List.of(RebuildRequested.class));
        String unsigned = Wire.fixture(RenderCompleted.class, "believed").replace("node", "believed");
        // As a console did that believed such events: the one of this test does not.
        events.handle(EventFixtures.record(RenderCompleted.class, unsigned), RenderCompleted.class, readModel::apply);
        Wire.sendAsIs(Topic.RENDER_COMPLETED, "believed", unsigned);
        Wire.tell("believed-marker", List.of(RenderCompleted.class));
        Tables tables = new Tables(database);
        Map<String, List<String>> right = tables.of("believed");
        assertThat(right.get("image_run")).isNotEmpty();
        change("update image_run set reason = 'none' where rebuild_id = 'believed'");

        replayed();

        assertThat(tables.of("believed")).isEqualTo(right);
    }

    @Test
    void whatTheInboxDoesNotKnowIsNotMadeNews() throws SQLException {
        tell("unknown", STORY);
        change("delete from inbox_event where event_id like 'unknown/%' and topic = 'build-completed'");
        change("delete from inbox where event_id like 'unknown/%' and topic = 'build-completed'");
        Tables tables = new Tables(database);
        Map<String, List<String>> before = tables.of("unknown");

        replayed();

        assertThat(tables.of("unknown")).isEqualTo(before);
    }

    @Test
    void whatCannotBeAppliedIsCountedAndKeepsNothingElseFromIt() throws SQLException {
        tell("broken", STORY);
        Tables tables = new Tables(database);
        Map<String, List<String>> right = tables.of("broken");
        change(
                "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$");
        change("create trigger refuse before update on image_run for each row"
                + " when (new.rebuild_id = 'broken' and new.verdict is not null) execute function refuse()");
        try {
            JsonPath replay = replayed();

            assertThat(replay.getLong("replay.failed")).isPositive();
            assertThat(tables.of("broken").get("rebuild")).isEqualTo(right.get("rebuild"));
        } finally {
            change("drop trigger refuse on image_run");
            change("drop function refuse()");
        }
        assertThat(replayed().getLong("replay.failed")).isZero();
        assertThat(tables.of("broken")).isEqualTo(right);
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

    /** As Kafka drops what is too old: each partition of each topic at a time of its own. */
    private void drop(Topic topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Map<TopicPartition, RecordsToDelete> everything = new HashMap<>();
            admin.describeTopics(List.of(topic.topic()))
                    .allTopicNames()
                    .get()
                    .get(topic.topic())
                    .partitions()
                    .forEach(partition -> everything.put(
                            new TopicPartition(topic.topic(), partition.partition()),
                            RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(everything).all().get();
        }
    }

    private static List<Integer> places(String rebuild) {
        return get("/api/events?rebuild=" + rebuild).jsonPath().getList("seq");
    }

    /** As a mistake, or a hand in the database, might leave it. */
    private void damage() throws SQLException {
        change("update rebuild set reason = 'none', state = 'RUNNING', finished_at = null where id = 'remade'");
        change("update image_run set stage = 'BUILT', tags = '{}' where rebuild_id = 'remade'");
        change("delete from attempt where rebuild_id = 'remade'");
        change("update step_failure set passed_at = null where rebuild_id = 'remade'");
        change("delete from event where rebuild_id = 'remade' and topic = 'test-completed'");
        change("insert into image_run (rebuild_id, image, family, version, variant, stage)"
                + " values ('remade', 'remade/0.0.0/ghost', 'remade', '0.0.0', 'ghost', 'RENDERED')");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
