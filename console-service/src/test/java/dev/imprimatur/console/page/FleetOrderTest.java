package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of two rebuilds of an image that overlap, that counts which began with it last, and not that which ended last. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class FleetOrderTest {
    private static final String IMAGE = "/22.23.3/bookworm";

    @Test
    void anEarlierRebuildThatEndsLateTakesNothingBack() {
        long events = 0;
        for (List<Topic> order : List.of(
                List.of(Topic.BUILD_COMPLETED, Topic.REBUILD_COMPLETED),
                List.of(Topic.REBUILD_COMPLETED, Topic.BUILD_COMPLETED))) {
            String family = "late" + events++;
            published(family, family + "-2", "04:30:10", "04:40:00");

            order.forEach(topic -> Wire.send(
                    topic,
                    topic == Topic.BUILD_COMPLETED
                            ? failed(family + "-base", family + "-1", "04:00:00")
                            : ended(family, "build", "06:00:00")));
            Wire.awaitEvents(family + "-1", 2);

            assertThat(page("/fleet?q=" + family + IMAGE + "&state=up-to-date"))
                    .as("%s", order)
                    .contains("/images/" + family + IMAGE)
                    .doesNotContain("base failed");
            assertThat(page("/fleet?q=" + family + IMAGE + "&state=newly-failing"))
                    .contains("No image matches.");
            assertThat(page("/fleet?q=" + family + "-base&state=newly-failing")).contains("newly failing: build");
        }
    }

    /** No event says when that was. */
    @Test
    void norDoesOneThatEndsLateAndCouldNotRenderIt() {
        published("unrendered-base", "unrendered-2", "04:30:10", "04:40:00");
        published("unrendered", "unrendered-3", "04:30:10", "04:40:00");

        Wire.send(Topic.REBUILD_COMPLETED, ended("unrendered", "render", "06:00:00"));
        Wire.awaitEvents("unrendered-1", 1);

        assertThat(page("/fleet?q=unrendered&state=newly-failing")).contains("No image matches.");
        assertThat(page("/fleet?q=unrendered&state=up-to-date"))
                .contains("/images/unrendered-base" + IMAGE, "/images/unrendered" + IMAGE);
    }

    @Test
    void whatFailsInANewerRebuildFailsThoughAnOlderOneIsPublishedAfterThat() {
        rendered("overtaken", "overtaken-1", "03:00:10");
        rendered("overtaken", "overtaken-2", "03:05:10");
        Wire.send(Topic.BUILD_COMPLETED, failed("overtaken", "overtaken-2", "03:06:00"));
        Wire.awaitEvents("overtaken-2", 2);
        Wire.send(Topic.PUBLISH_COMPLETED, publication("overtaken", "overtaken-1", "03:10:00"));
        Wire.awaitEvents("overtaken-1", 2);

        assertThat(page("/fleet?q=overtaken&state=newly-failing")).contains("newly failing: build");
        assertThat(page("/fleet?q=overtaken&state=up-to-date")).contains("No image matches.");
        given().get("/api/why?reference=overtaken" + IMAGE)
                .then()
                .body("run.rebuildId", equalTo("overtaken-2"))
                .body("run.stage", equalTo("failed"));
    }

    private static void published(String family, String rebuild, String begin, String end) {
        rendered(family, rebuild, begin);
        Wire.send(Topic.PUBLISH_COMPLETED, publication(family, rebuild, end));
        Wire.awaitEvents(rebuild, 2);
    }

    private static void rendered(String family, String rebuild, String at) {
        Wire.send(Topic.RENDER_COMPLETED, at(of(family, Wire.fixture(RenderCompleted.class, rebuild)), at));
        Wire.awaitEvents(rebuild, 1);
    }

    private static String publication(String family, String rebuild, String at) {
        return at(of(family, Wire.fixture(PublishCompleted.class, rebuild)), at);
    }

    private static String failed(String family, String rebuild, String at) {
        String failure = "{\"kind\": \"command-failed\", \"retryable\": false, \"message\": \"no\"}";
        String event = of(family, Wire.fixture(BuildCompleted.class, rebuild))
                .replaceFirst("\"imageId\": \"[^\"]*\",\\s*\"staged\": \"[^\"]*\",", "")
                .replaceFirst(
                        "(?s)\"attempts\": \\[.*?\\n  ]",
                        "\"attempts\": [{\"number\": 1, \"startedAt\": \"2026-11-24T03:00:12Z\", \"durationMillis\": 5,"
                                + " \"failure\": " + failure + "}], \"failure\": " + failure);
        return at(event, at);
    }

    /** Of the rebuild in which the base failed: it names what stands on that, at last. */
    private static String ended(String family, String stage, String at) {
        String event = Wire.fixture(RebuildCompleted.class, family + "-1")
                .replaceFirst("(?s)\"published\": \\[.*?\\n  ]", "\"published\": []")
                .replaceFirst(
                        "(?s)\"failed\": \\[.*?\\n  ]",
                        ("\"failed\": [{\"image\": \"%1$s-base%2$s\", \"stage\": \"%3$s\", \"failure\": {\"kind\":"
                                        + " \"command-failed\", \"retryable\": false, \"message\": \"no\"}},"
                                        + " {\"image\": \"%1$s%2$s\", \"stage\": \"base\", \"failure\": {\"kind\": \"base-failed\","
                                        + " \"retryable\": false, \"message\": \"its base %1$s-base%2$s failed at %3$s: no\"}}]")
                                .formatted(family, IMAGE, stage));
        return at(event, at);
    }

    private static String of(String family, String event) {
        return event.replace("\"node/", "\"" + family + "/").replace("/node", "/" + family);
    }

    private static String at(String event, String time) {
        return event.replaceFirst(
                "\"occurredAt\": \"2026-11-24T[0-9:]*Z\"", "\"occurredAt\": \"2026-11-24T" + time + "Z\"");
    }
}
