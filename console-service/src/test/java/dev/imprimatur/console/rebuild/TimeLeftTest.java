package dev.imprimatur.console.rebuild;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.ConsoleTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a rebuild will still take, by REST and on its page. */
@ConsoleTest
class TimeLeftTest {
    @Inject
    DataSource dataSource;

    @AfterEach
    void forget() throws SQLException {
        run("delete from image_run where rebuild_id like 'left-%'", "delete from rebuild where id like 'left-%'");
    }

    @Test
    void itsOwnPaceCountsOnceAFewImagesAreDone() throws SQLException {
        rebuild("left-own", "RUNNING", 100, null);
        images("left-own", 5, "PUBLISHED", 0);
        images("left-own", 15, "RENDERED", 5);

        assertThat(left("left-own")).isBetween(290, 330);
        assertThat(get("/rebuilds/left-own").asString())
                .contains("About <b>5 min")
                .contains("</b> left");
    }

    @Test
    void beforeThatEarlierOnesOfItsSizeDo() throws SQLException {
        for (int earlier = 1; earlier <= 3; earlier++) {
            rebuild("left-earlier-" + earlier, "SUCCEEDED", 10_000, 200 * earlier);
            images("left-earlier-" + earlier, 20, "PUBLISHED", 0);
        }
        rebuild("left-one", "SUCCEEDED", 9_000, 3_000);
        images("left-one", 1, "PUBLISHED", 0);
        rebuild("left-cancelled", "CANCELLED", 8_000, 1);
        images("left-cancelled", 20, "CANCELLED", 0);
        rebuild("left-early", "RUNNING", 100, null);
        images("left-early", 1, "PUBLISHED", 0);
        images("left-early", 19, "BUILT", 1);

        assertThat(left("left-early"))
                .as("400 s is the middle, 100 of them are over")
                .isBetween(280, 300);
        run("update rebuild set requested_at = now() - interval '500 seconds' where id = 'left-early'");
        assertThat(left("left-early")).as("longer than those took").isNull();
    }

    @Test
    void oneThatEndedAndOneOfWhichNothingTellsHaveNone() throws SQLException {
        rebuild("left-ended", "SUCCEEDED", 100, 50);
        images("left-ended", 4, "PUBLISHED", 0);
        rebuild("left-huge", "RUNNING", 5, null);
        images("left-huge", 900, "RENDERED", 0);

        assertThat(left("left-ended")).isNull();
        assertThat(left("left-huge")).isNull();
        assertThat(get("/rebuilds/left-huge").asString()).doesNotContain("</b> left");
    }

    private static Integer left(String id) {
        return get("/api/rebuilds/" + id).then().statusCode(200).extract().path("secondsLeft");
    }

    private void rebuild(String id, String state, int secondsAgo, Integer took) throws SQLException {
        String requested = "now() - interval '" + secondsAgo + " seconds'";
        run("insert into rebuild (id, state, reason, requested_at, finished_at) values ('" + id + "', '" + state
                + "', 'left', " + requested + ", "
                + (took == null ? "null" : requested + " + interval '" + took + " seconds'") + ")");
    }

    private void images(String rebuild, int count, String stage, int from) throws SQLException {
        run("insert into image_run (rebuild_id, image, family, version, variant, stage, rendered_at)"
                + " select '" + rebuild + "', 'left/' || v || '/x', 'left', v::text, 'x', '" + stage + "', now()"
                + " from generate_series(" + (from + 1) + ", " + (from + count) + ") v");
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
