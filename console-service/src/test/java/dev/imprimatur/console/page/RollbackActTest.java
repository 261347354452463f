package dev.imprimatur.console.page;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An image goes back on its page; the rollback has a page of its own, which undoes what it blocks. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class RollbackActTest {
    private static final String IMAGE = "back/22.23.3/bookworm";
    private static final String NOW = "sha256:" + "2".repeat(64);
    private static final List<Class<? extends Event>> STORY = List.of(
            RebuildRequested.class,
            RenderCompleted.class,
            BuildCompleted.class,
            TestCompleted.class,
            PublishCompleted.class);

    @BeforeEach
    void published() {
        Others.say("/api/drift", "[]");
        Others.say("/api/blocks", "[]");
        publish("back-1", "back", "1", 1);
        publish("back-2", "back", "2", 2);
    }

    @Test
    void itAsksInPlaceAndLeadsToThePageOfTheRollback() {
        Browser alice = Browser.of("rollback");
        String page = alice.page("/images/" + IMAGE);
        assertThat(page)
                .contains("Go back to r1?")
                .contains("its 8 tags go back:")
                .contains("is blocked: it is not published again")
                .contains("Roll back to r1</button>")
                .contains("Keep r2</a>");
        Map<String, String> form = form(page, "it <b>crashes</b>");

        Response answer = alice.post("/images/" + IMAGE + "/rollback", form);
        assertThat(answer.statusCode()).isEqualTo(303);
        String address = answer.header("Location").replaceFirst(".*/rollbacks/", "/rollbacks/");
        String id = address.substring("/rollbacks/".length());
        assertThat(alice.post("/images/" + IMAGE + "/rollback", form).header("Location"))
                .as("pressed twice")
                .endsWith(address);
        Wire.awaitEvents(id, 1);
        assertThat(get("/api/events?rebuild=" + id).jsonPath().getMap("[0].event"))
                .containsEntry("reference", IMAGE)
                .containsEntry("to", "r1")
                .containsEntry("leaves", NOW)
                .containsEntry("requestedBy", "alice");
        assertThat(alice.page(address))
                .contains(IMAGE + " is to go back to r1.")
                .contains("it &lt;b&gt;crashes&lt;/b&gt;")
                .contains("data-live=\"view=rebuild&amp;id=" + id + "\"");

        assertThat(alice.asks().get("/find?q=" + id).header("Location")).endsWith(address);
        assertThat(alice.page("/activity")).contains(id);

        Wire.send(Topic.ROLLBACK_COMPLETED, Wire.fixture(RollbackCompleted.class, id));
        Wire.awaitEvents(id, 2);
        String blocked = get("/api/rollbacks/" + id).path("blocked");
        Others.say("/api/blocks", "[{\"digest\":\"" + blocked + "\"}]");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(alice.page(address))
                        .contains("went back to r1: 3 tags name it again.")
                        .contains(blocked)
                        .contains("Unblock this digest</button>"));
        assertThat(Browser.stranger().page(address))
                .contains("disabled>Unblock it…</button> needs a sign-in")
                .contains("./imprimatur unblock " + blocked);
        Others.say("/api/blocks/" + blocked, "{}");
        Response unblocked = alice.send(address, address + "/unblock", Map.of("reason", "fixed"));
        assertThat(unblocked.statusCode()).isEqualTo(303);
        assertThat(get("/api/audit?limit=10&who=alice").jsonPath().<Map<String, Object>>getList(""))
                .anySatisfy(act -> assertThat(act)
                        .containsEntry("act", "POST " + address + "/unblock")
                        .containsEntry("about", blocked)
                        .containsEntry("reason", "fixed"));
        assertThat(alice.send(address, address + "/unblock", Map.of("reason", " "))
                        .statusCode())
                .isEqualTo(400);
    }

    /**
     * One that a later rebuild found unchanged on another base stands on that one; what stands on those is not named.
     */
    @Test
    void whatStandsOnTheDigestThatIsLeftIsNamed() {
        dependant("upon-1", "upper", "<i>", "2");
        dependant("upon-2", "elsewhere", "other", "7");
        Browser alice = Browser.of("rollback");
        assertThat(alice.page("/images/" + IMAGE))
                .contains("the image that stands on it becomes stale:")
                .contains("<a href=\"/images/upper/22.23.3/bookworm\">")
                .doesNotContain("elsewhere/22.23.3/bookworm");
        assertThat(alice.page("/images/upper/22.23.3/bookworm")).doesNotContain("stand on it become");

        goBack("upon-back", "upon", "2");
        assertThat(alice.page("/rollbacks/upon-back"))
                .contains("What stands on the digest that the tags left")
                .contains("<a href=\"/images/upper/22.23.3/bookworm\">")
                .doesNotContain("elsewhere/22.23.3/bookworm")
                .contains("href=\"/rebuilds/new?type=stale\"");

        // It is rebuilt on what the tags name now.
        dependant("upon-3", "upper", "again", "1");
        assertThat(alice.page("/rollbacks/upon-back"))
                .contains("No image is known to.")
                .doesNotContain("/images/upper/22.23.3/bookworm");
    }

    @Test
    void whatIsNotWhatThePageShowedIsNotRolledBack() {
        Browser alice = Browser.of("rollback");
        String page = alice.page("/images/" + IMAGE);
        Map<String, String> form = new HashMap<>(form(page, "late"));
        form.put("from", "sha256:" + "9".repeat(64));
        Response late = alice.post("/images/" + IMAGE + "/rollback", form);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.asString()).contains("name another digest than when the page was loaded");
        form.put("from", NOW);
        assertThat(alice.post("/images/none/1/a/rollback", form).statusCode()).isEqualTo(404);
        form.put("to", " ");
        assertThat(alice.post("/images/" + IMAGE + "/rollback", form).statusCode())
                .isEqualTo(400);
        nothingIsRequested("late");
    }

    @Test
    void whoMayNotRollsNothingBack() {
        assertThat(Browser.stranger().page("/images/" + IMAGE))
                .contains("disabled>Roll back…</button> needs a sign-in: ./imprimatur open")
                .contains("./imprimatur rollback " + IMAGE + " --to r1");
        Browser lesser = Browser.of("rebuild");
        assertThat(lesser.page("/images/" + IMAGE)).contains("needs the scope rollback");
        Browser alice = Browser.of("rollback");
        Map<String, String> form = form(alice.page("/images/" + IMAGE), "forbidden");
        String address = "/images/" + IMAGE + "/rollback";
        assertThat(lesser.post(address, form).statusCode()).isEqualTo(403);
        assertThat(Browser.stranger().post(address, form).statusCode()).isEqualTo(401);
        assertThat(Browser.of("rollback").post(address, form).statusCode()).isEqualTo(403);
        assertThat(alice.post(address, "https://evil.example", form).statusCode())
                .isEqualTo(403);
        nothingIsRequested("forbidden");
    }

    private static Map<String, String> form(String page, String reason) {
        Map<String, String> form = new HashMap<>();
        String sent = page.substring(page.indexOf("action=\"/images/" + IMAGE + "/rollback\""));
        List.of("key", "request", "to", "from").forEach(name -> form.put(name, Browser.field(sent, name)));
        form.put("reason", reason);
        return form;
    }

    /** An image that stands on the digest of ground, published later than the one before. */
    private static void dependant(String rebuild, String family, String reason, String digit) {
        int year = 2020 + Integer.parseInt(rebuild.replaceFirst(".*-", ""));
        for (int i = 1; i < STORY.size(); i++) {
            Class<? extends Event> type = STORY.get(i);
            Wire.send(
                    Topic.of(type),
                    Wire.fixture(type, rebuild)
                            .replace("node", family)
                            .replace("weekly rebuild", reason)
                            .replace("2".repeat(64), (digit + "d").repeat(32))
                            .replace("sha256:" + "1".repeat(64), "sha256:" + digit.repeat(64))
                            .replaceFirst("(\"occurredAt\" *: *\")\\d{4}", "$1" + year));
            Wire.awaitEvents(rebuild, i);
        }
    }

    @Test
    void whereTheTagsNameTheDigestAgainNothingIsStaleByTheRollback() {
        publish("forth-1", "forth", "3", 1);
        goBack("forth-back", "forth", "4");
        String left = "What stands on the digest that the tags left";
        assertThat(Browser.stranger().page("/rollbacks/forth-back")).contains(left);

        publish("forth-2", "forth", "4", 9);

        assertThat(Browser.stranger().page("/rollbacks/forth-back"))
                .contains("Blocked")
                .doesNotContain(left);
    }

    /** A rollback, of a family that no other test publishes, leaves this digest. */
    private static void goBack(String id, String family, String digit) {
        List<Class<? extends Event>> types = List.of(RollbackRequested.class, RollbackCompleted.class);
        for (int i = 0; i < types.size(); i++) {
            Class<? extends Event> type = types.get(i);
            Wire.send(
                    Topic.of(type),
                    Wire.fixture(type, id).replace("node", family).replace("2".repeat(64), digit.repeat(64)));
            Wire.awaitEvents(id, i + 1);
        }
    }

    private static void nothingIsRequested(String reason) {
        assertThat(get("/api/rollbacks").jsonPath().getList("reason")).doesNotContain(reason);
    }

    /** What the recorded events say, as another revision with another digest. */
    private static void publish(String rebuild, String family, String digit, int revision) {
        if (get("/api/events?rebuild=" + rebuild).jsonPath().getList("seq").size() >= STORY.size()) {
            return;
        }
        for (int i = 0; i < STORY.size(); i++) {
            Class<? extends Event> type = STORY.get(i);
            Wire.send(
                    Topic.of(type),
                    Wire.fixture(type, rebuild)
                            .replace("node", family)
                            .replace("2".repeat(64), digit.repeat(64))
                            .replaceFirst("\"revision\" *: *2", "\"revision\": " + revision)
                            .replaceFirst("(\"occurredAt\" *: *\")\\d{4}", "$1" + (2024 + revision)));
            Wire.awaitEvents(rebuild, i + 1);
        }
    }
}
