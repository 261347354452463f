package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why something waits, on the page of the queue and on that of its rebuild. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class QueuePageTest {
    private static final String WORK = """
            {"kind": "build", "rebuildId": "%s", "image": "%s", "priority": "manual", "ahead": %d,
             "due": "2026-11-24T03:00:00Z", "delayed": false, "failures": 0, "attempts": 4%s}""";

    @Inject
    DataSource dataSource;

    @BeforeEach
    void say() {
        String work = WORK.formatted("waits", "waiter/22.23.3/bookworm", 0, "") + ","
                + WORK.formatted("waits", "a/1.0.0/b", 1, ", \"waitsFor\": \"<b>engine\"");
        Others.say(
                "/api/queue/own/build", "{\"waiting\": 140, \"running\": 4, \"workers\": 2, \"work\": [" + work + "]}");
        Others.say(
                "/api/queue/held",
                "{\"waiting\": 1, \"images\": [{\"rebuildId\": \"waits\", \"image\": \"top/1.0.0/a\","
                        + " \"bases\": [\"waiter/22.23.3/bookworm\"]}]}");
    }

    @Test
    void eachSaysWhyItWaitsInTheOrderInWhichItIsTaken() {
        String all = page("/queue");

        assertThat(all)
                .contains(
                        "141 wait: 140 to be built, one waiting for a base. It is not known how many are to be published")
                .containsSubsequence(
                        "/images/waiter/22.23.3/bookworm",
                        "all 2 builders are busy with 4",
                        "/images/a/1.0.0/b",
                        "&lt;b&gt;engine is sick",
                        "top/1.0.0/a",
                        "its base waiter/22.23.3/bookworm")
                .contains("/rebuilds/waits")
                .contains("answered with status 404")
                .contains("data-live=\"view=now\"")
                .contains("./imprimatur queue")
                .doesNotContain("<b>engine");
        assertThat(page("/queue?stage=build"))
                .contains("/queue?stage=build&amp;page=2")
                .contains("/api/queue?stage=build")
                .doesNotContain("top/1.0.0/a");
        assertThat(page("/queue?stage=build&page=2")).contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
        given().header("Accept", "text/html").get("/queue?stage=none").then().statusCode(400);
        given().header("Accept", "text/html").get("/queue?page=2").then().statusCode(400);
    }

    @Test
    void eachSaysHowLongItsRebuildWillTakeWhereAnythingTells() throws SQLException {
        Others.say(
                "/api/queue/own/build",
                "{\"waiting\": 2, \"running\": 4, \"workers\": 2, \"work\": ["
                        + WORK.formatted("paced", "paced/9/a", 0, "") + ","
                        + WORK.formatted("unpaced", "unpaced/9/a", 1, "") + "]}");
        change(
                "insert into rebuild (id, state, reason, requested_at, planned)"
                        + " values ('paced', 'RUNNING', 'r', now() - interval '100 seconds', 20)",
                "insert into rebuild (id, state, reason, requested_at, planned)"
                        + " values ('unpaced', 'RUNNING', 'r', now() - interval '100 seconds', 4000)",
                "insert into image_run (rebuild_id, image, family, version, variant, stage, rendered_at)"
                        + " select 'paced', 'paced/' || v || '/a', 'paced', v::text, 'a',"
                        + " case when v <= 5 then 'PUBLISHED' else 'RENDERED' end, now() from generate_series(1, 9) v",
                "insert into image_run (rebuild_id, image, family, version, variant, stage, rendered_at)"
                        + " values ('unpaced', 'unpaced/9/a', 'unpaced', '9', 'a', 'RENDERED', now())");
        try {
            assertThat(page("/queue?stage=build"))
                    .as("5 of 20 in 100 s")
                    .containsPattern(">paced</a> <small>done in about 5 min \\d+ s</small>")
                    .contains(">unpaced</a></td>");
        } finally {
            change(
                    "delete from image_run where rebuild_id in ('paced', 'unpaced')",
                    "delete from rebuild where id in ('paced', 'unpaced')");
        }
    }

    private void change(String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void aRebuildSaysWhyItsImagesWait() {
        Wire.send(
                Topic.RENDER_COMPLETED,
                Wire.fixture(RenderCompleted.class, "waits").replace("node", "waiter"));
        Wire.awaitEvents("waits", 1);

        assertThat(page("/fleet?q=waiter/22.23.3/bookworm")).contains("<a href=\"/rebuilds/waits\">to be built</a>");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(page("/rebuilds/waits"))
                        .contains("to be built <small>all 2 builders are busy with 4</small>")
                        .contains("top/1.0.0/a <small>its base waiter/22.23.3/bookworm is being built</small>")
                        .contains("href=\"/queue\""));
    }
}
