package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.TestSignatures;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ConsoleTest
class ReadModelTest {
    private static final List<Class<? extends Event>> STORY = List.of(
            RebuildRequested.class,
            RenderCompleted.class,
            BuildCompleted.class,
            TestCompleted.class,
            PublishCompleted.class,
            RebuildCompleted.class);

    @Test
    void whereTheEndDoesNotNameAllImagesItsCountsAreShown() throws Exception {
        String event = Wire.fixture(RebuildCompleted.class, "truncated")
                .replaceFirst(
                        "\\{",
                        "{\"truncated\":true,\"counts\":{\"published\":7000,\"failed\":3000,\"holes\":9000,\"cancelled\":0,"
                                + "\"superseded\":2,\"unchanged\":1},");
        Wire.send(Topic.REBUILD_COMPLETED, event);

        await().untilAsserted(() -> get("/api/rebuilds/truncated")
                .then()
                .statusCode(200)
                .body("planned", equalTo(10_003))
                .body("published", equalTo(7000))
                .body("failed", equalTo(3000))
                .body("superseded", equalTo(2))
                .body("unchanged", equalTo(1)));
    }

    @Test
    void howManyImagesARebuildHasIsKnownFromTheFirstOneOnAndAtItsEndTheEndCounts() throws Exception {
        String rendered = Wire.fixture(RenderCompleted.class, "planned").replaceFirst("\\{", "{\"planned\":14,");
        Wire.send(Topic.RENDER_COMPLETED, rendered);

        Wire.awaitEvents("planned", 1);
        get("/api/rebuilds/planned").then().statusCode(200).body("planned", equalTo(14));

        assertThat(get("/rebuilds/planned").asString())
                .contains("0 of 14 images are done")
                .contains("to be rendered");

        Wire.send(Topic.REBUILD_COMPLETED, Wire.fixture(RebuildCompleted.class, "planned"));

        await().untilAsserted(() -> get("/api/rebuilds/planned")
                .then()
                .body("state", equalTo("failed"))
                .body("planned", equalTo(2)));
    }

    @Test
    void eventsInOrderAndInReverseGiveTheSame() {
        Wire.tell("forward", STORY);
        Wire.tell("reverse", STORY.reversed());

        String forward = rebuildText("forward");
        assertThat(rebuildText("reverse").replace("reverse", "forward")).isEqualTo(forward);
        assertThat(whyNode("reverse")).isEqualTo(whyNode("forward"));
        JsonPath rebuild = new JsonPath(forward);
        assertThat(rebuild.getString("state")).isEqualTo("failed");
        assertThat(rebuild.getString("requestedBy")).isEqualTo("cron");
        assertThat(rebuild.getInt("planned")).isEqualTo(2);
        assertThat(rebuild.getInt("published")).isEqualTo(1);
        assertThat(rebuild.getInt("failed")).isEqualTo(1);
        assertThat(rebuild.getList("holes")).hasSize(3);
        assertThat(rebuild.getList("images.stage")).containsExactly("published", "failed");
        assertThat(rebuild.getInt("images[0].buildAttempts")).isEqualTo(2);
        assertThat(rebuild.getString("images[0].verdict")).isEqualTo("approved");
        assertThat(rebuild.getString("images[0].publishedAt")).isEqualTo("2026-11-24T03:00:45Z");
        assertThat(rebuild.getString("images[1].failedStage")).isEqualTo("test");
        assertThat(rebuild.getString("images[1].failure.command")).isEqualTo("node /hello.js");
    }

    /** Without the time of its request, which is that of its record. */
    private static String rebuildText(String rebuild) {
        return get("/api/rebuilds/" + rebuild).asString().replaceFirst("\"requestedAt\":\"[^\"]*\",", "");
    }

    private static String whyNode(String rebuild) {
        return get("/api/rebuilds/" + rebuild)
                .jsonPath()
                .getMap("images[0]")
                .toString()
                .replace(rebuild, "");
    }

    @Test
    void theEndOfARebuildAloneIsEnoughToKnowWhatIsPublished() {
        Wire.tell("end-only", List.of(RebuildCompleted.class));

        JsonPath rebuild = get("/api/rebuilds/end-only").jsonPath();
        assertThat(rebuild.getString("reason")).isEqualTo("weekly rebuild");
        assertThat(rebuild.getString("requestedAt")).isEqualTo("2026-11-24T03:00:00Z");
        assertThat(rebuild.getList("images[0].tags")).hasSize(8);
    }

    @Test
    void anEventThatComesTwiceCountsOnce() {
        Wire.tell("twice", List.of(RebuildRequested.class));
        Wire.send(Topic.REBUILD_REQUESTED, Wire.fixture(RebuildRequested.class, "twice"));
        Wire.send(Topic.RENDER_COMPLETED, Wire.fixture(RenderCompleted.class, "twice"));

        Wire.awaitEvents("twice", 2);
        assertThat(get("/api/rebuilds/twice").jsonPath().getString("state")).isEqualTo("running");
    }

    /** The renderer plans the first, and leaves the second aside. */
    @Test
    void anotherRequestUnderTheIdOfARebuildDoesNotChangeIt() {
        String first = Wire.fixture(RebuildRequested.class, "rm-first");
        Wire.sendAsIs(Topic.REBUILD_REQUESTED, "rm-first", first);
        Wire.sendAsIs(
                Topic.REBUILD_REQUESTED,
                "rm-first",
                first.replace("/e1", "/other")
                        .replace("\"rebuild-all\"", "\"rebuild-selected\", \"select\": \"alpine/*\"")
                        .replace("weekly rebuild", "no reason")
                        .replace("scheduled", "security")
                        .replace("cron", "mallory")
                        .replace("03:00:00Z", "09:00:00Z"));
        Wire.awaitEvents("rm-first", 2);

        get("/api/rebuilds/rm-first")
                .then()
                .body("type", equalTo("rebuild-all"))
                .body("select", nullValue())
                .body("reason", equalTo("weekly rebuild"))
                .body("priority", equalTo("scheduled"))
                .body("requestedBy", equalTo("cron"))
                .body("requestedAt", equalTo(Wire.timeOfFirst("rm-first")));
    }

    /** Its end knows no more of the request than when and why. */
    @Test
    void aRequestThatComesAfterTheEndStillSaysWhatWasAskedFor() {
        Wire.tell("rm-late", List.of(RebuildCompleted.class, RebuildRequested.class));

        get("/api/rebuilds/rm-late").then().body("type", equalTo("rebuild-all")).body("requestedBy", equalTo("cron"));
    }

    @Test
    void aMovingTagBelongsToTheImageThatTookItLast() {
        String older = Wire.fixture(PublishCompleted.class, "moving-1").replace("node", "moved");
        String newer = Wire.fixture(PublishCompleted.class, "moving-2")
                .replace("node", "moved")
                .replace("22.23.3", "22.24.0")
                .replace("sha256:2222", "sha256:7777")
                .replace("03:00:45Z", "04:00:45Z");
        Wire.send(Topic.PUBLISH_COMPLETED, newer);
        Wire.awaitEvents("moving-2", 1);
        Wire.send(Topic.PUBLISH_COMPLETED, older);
        Wire.awaitEvents("moving-1", 1);

        JsonPath images = get("/api/images?select=moved").jsonPath();
        assertThat(images.getList("version")).containsExactly("22.23.3", "22.24.0");
        assertThat(images.<String>getList("[0].tags"))
                .containsExactly("localhost:5000/moved-bookworm:22.23.3", "localhost:5000/moved:22.23.3");
        assertThat(images.<String>getList("[1].tags"))
                .hasSize(8)
                .startsWith("localhost:5000/moved-bookworm:22.24.0", "localhost:5000/moved:22.24.0");
        assertThat(get("/api/why?reference=moved:jod").jsonPath().getString("run.image"))
                .isEqualTo("moved/22.24.0/bookworm");
    }

    @Test
    void whatNoKeySignedIsNotShownAndHidesNothing() {
        String published = Wire.fixture(PublishCompleted.class, "forged");
        String tested = Wire.fixture(TestCompleted.class, "forged");
        String built = Wire.fixture(BuildCompleted.class, "forged");
        Wire.sendAsIs(Topic.BUILD_COMPLETED, "one", built.replace("sha256:2222", "sha256:eeee"));
        Wire.sendAsIs(Topic.BUILD_COMPLETED, "one", Wire.signed(Topic.BUILD_COMPLETED, built));
        Wire.sendAsIs(Topic.PUBLISH_COMPLETED, "one", published.replace("sha256:2222", "sha256:eeee"));
        Wire.sendAsIs(Topic.PUBLISH_COMPLETED, "one", Wire.signed(Topic.PUBLISH_COMPLETED, published));
        Wire.sendAsIs(Topic.TEST_COMPLETED, "one", tested.replace("sha256:2222", "sha256:eeee"));
        Wire.sendAsIs(Topic.TEST_COMPLETED, "one", Wire.signed(Topic.TEST_COMPLETED, tested));

        Wire.awaitEvents("forged", 3);
        assertThat(get("/api/events?rebuild=forged").asString())
                .contains("sha256:2222")
                .doesNotContain("sha256:eeee");
    }

    @Test
    void anEndOfARebuildThatNoRendererSignedChangesNothingAndIsADeadLetter() throws JsonProcessingException {
        Wire.tell("forged-end", List.of(RebuildRequested.class));
        String end = Wire.fixture(RebuildCompleted.class, "forged-end");
        String forged = end.replace("sha256:2222", "sha256:eeee");
        Wire.sendAsIs(Topic.RENDER_COMPLETED, "one", Wire.fixture(RenderCompleted.class, "forged-end"));
        Wire.sendAsIs(Topic.REBUILD_COMPLETED, "one", forged);
        Wire.sendAsIs(
                Topic.REBUILD_COMPLETED,
                "one",
                EventJson.MAPPER.writeValueAsString(EventStatement.sign(
                        EventReader.read(EventFixtures.record(RebuildCompleted.class, forged), RebuildCompleted.class),
                        TestSignatures.publisher())));

        assertThat(refusals("forged-end", 2))
                .anySatisfy(why -> assertThat(why).contains("is not signed by a renderer"))
                .anySatisfy(why -> assertThat(why).contains("not trusted"));
        assertThat(get("/api/rebuilds/forged-end").jsonPath().getString("state"))
                .isEqualTo("requested");
        assertThat(get("/rebuilds/forged-end").asString()).doesNotContain("sha256:eeee");
        assertThat(get("/api/images?select=node").asString()).doesNotContain("sha256:eeee");

        Wire.sendAsIs(Topic.REBUILD_COMPLETED, "one", Wire.signed(Topic.REBUILD_COMPLETED, end));
        Wire.awaitEvents("forged-end", 2);
        assertThat(get("/api/rebuilds/forged-end").jsonPath().getString("state"))
                .isEqualTo("failed");
    }

    /** Why the console refused so many events of this rebuild. */
    private static List<String> refusals(String rebuild, int count) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> get("/api/dead-letters?service=console&limit=500")
                                .jsonPath()
                                .getList("letters.findAll { it.reason.contains('" + rebuild + "') }.reason"),
                        reasons -> reasons.size() == count);
    }

    @Test
    void anOutputWithControlCharactersIsKept() {
        String event = Wire.fixture(RebuildCompleted.class, "control")
                .replace("Error: Cannot find", "\\u0000\\u001b[31mError: Cannot find");
        Wire.send(Topic.REBUILD_COMPLETED, event);

        Wire.awaitEvents("control", 1);
        assertThat(get("/api/rebuilds/control").jsonPath().getString("images[1].failure.output"))
                .startsWith("\u0000\u001b[31mError");
    }

    @ParameterizedTest
    @EnumSource(value = Topic.class, mode = EnumSource.Mode.EXCLUDE, names = "ROLLBACK_ORDERED")
    void garbageStopsNothing(Topic topic) {
        String rebuild = "after-garbage-" + topic.topic();
        Wire.send(topic, "garbage for " + topic.topic());
        Wire.send(topic, "{}");
        Wire.send(topic, Wire.fixture(topic.event(), rebuild));

        Wire.awaitEvents(rebuild, 1);
    }

    @Test
    void whatNoOtherServiceReadsIsDeadLetteredWithTheReason() {
        Wire.send(Topic.REBUILD_COMPLETED, "no end at all");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Wire.deadLetters(Topic.REBUILD_COMPLETED))
                        .anySatisfy(record -> {
                            assertThat(record.value()).isEqualTo("no end at all".getBytes(StandardCharsets.UTF_8));
                            assertThat(new String(
                                            record.headers()
                                                    .lastHeader("dead-letter-reason")
                                                    .value(),
                                            StandardCharsets.UTF_8))
                                    .contains("the message is not JSON");
                        }));
        assertThat(Wire.deadLetters(Topic.RENDER_COMPLETED)).isEmpty();
    }
}
