package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import org.junit.jupiter.api.Test;

@ConsoleTest
class UnchangedTest {
    private static final String FIRST = "sha256:" + "2".repeat(64);
    private static final String SECOND = "sha256:" + "7".repeat(64);
    private static final String WAS = "sha256:" + "5".repeat(64);

    @Test
    void whatARebuildDoesNotChangeStaysWithTheOneThatMadeIt() {
        Wire.send(Topic.PUBLISH_COMPLETED, published("made", "still"));
        Wire.awaitEvents("made", 1);

        Wire.send(
                Topic.TEST_COMPLETED,
                Wire.fixture(TestCompleted.class, "again")
                        .replace("node", "still")
                        .replace(FIRST, SECOND));
        Wire.awaitEvents("again", 1);
        Wire.send(Topic.PUBLISH_COMPLETED, unchanged("again", "still", FIRST));
        Wire.awaitEvents("again", 2);

        get("/api/images?select=still")
                .then()
                .body("rebuildId", contains("made"))
                .body("publishedAt", contains("2026-11-24T03:00:45Z"))
                .body("digest", contains(FIRST));
        get("/api/rebuilds/again")
                .then()
                .body("published", equalTo(0))
                .body("unchanged", equalTo(1))
                .body("images[0].stage", equalTo("unchanged"))
                .body("images[0].digest", equalTo(SECOND))
                .body("images[0].stays", equalTo(FIRST));
        get("/api/why?reference=still:22")
                .then()
                .body("run.rebuildId", equalTo("made"))
                .body("confirmed.rebuildId", equalTo("again"))
                .body("confirmed.at", equalTo("2026-11-24T04:00:45Z"));
        get("/feeds/still.atom").then().body("feed.entry.size()", equalTo(1));
    }

    @Test
    void aTagThatItGotIsItsOwnNow() {
        Wire.send(Topic.PUBLISH_COMPLETED, published("one", "more"));
        Wire.awaitEvents("one", 1);
        String moved = unchanged("two", "more", FIRST)
                .replace("more:jod\",\n      \"previous\": \"" + FIRST, "more:jod\",\n      \"previous\": \"" + WAS)
                .replace("more-bookworm:22\"", "more-bookworm:lts\"");
        Wire.send(Topic.PUBLISH_COMPLETED, moved);
        Wire.awaitEvents("two", 1);

        get("/api/images?select=more")
                .then()
                .body("rebuildId", contains("one"))
                .body("[0].tags", hasSize(8))
                .body("[0].tags.findAll { it.endsWith('more-bookworm:lts') }", hasSize(1));
    }

    @Test
    void theEndOfTheRebuildAloneTellsItToo() {
        Wire.send(
                Topic.REBUILD_COMPLETED,
                Wire.fixture(RebuildCompleted.class, "end-unchanged").replace("\"published\"", "\"unchanged\""));
        Wire.awaitEvents("end-unchanged", 1);

        get("/api/rebuilds/end-unchanged")
                .then()
                .body("unchanged", equalTo(1))
                .body("images[0].stays", equalTo(FIRST))
                .body("images[0].digest", nullValue());
    }

    private static String published(String rebuild, String family) {
        return Wire.fixture(PublishCompleted.class, rebuild).replace("node", family);
    }

    private static String unchanged(String rebuild, String family, String digest) {
        return published(rebuild, family)
                .replace(WAS, digest)
                .replace(
                        "\"localhost:5000/" + family + ":jod\"",
                        "\"localhost:5000/" + family + ":jod\",\n      \"previous\": \"" + digest + "\"")
                .replace("03:00:45Z", "04:00:45Z")
                .replaceFirst("\\{", "{\"unchanged\": true,");
    }
}
