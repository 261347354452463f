package dev.imprimatur.console.page;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rebuild is started on a page that shows before what it does, and does that or nothing. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class StartPageTest {
    private static final String GROUND = "{'image':'ground/1/a','why':[{'kind':'needed','detail':'a base'}],'tags':[]}";
    private static final String APP = "{'image':'app/1/a','why':[{'kind':'base-rebuilt'}],'tags':['app:1','app:1.0']}";
    private static final String TAGS =
            "{'tag':'app:1.0','kind':'unchanged','to':'app/1/a'},{'tag':'app:1','kind':'new','to':'app/1/a'}";
    private static final String BACKWARD =
            "{'tag':'app:1','kind':'backward','from':'app/2/a','to':'app/1/a','needs':'backward'}";

    @BeforeEach
    void planned() {
        plan("one", GROUND + "," + APP, TAGS, null);
    }

    @Test
    void thePageShowsWhatWouldBeDoneAndDoesIt() {
        Browser alice = Browser.of("rebuild");
        assertThat(alice.page("/rebuilds/new"))
                .contains("Which images are to be rebuilt?")
                .doesNotContain("Go</h2>");

        String page = alice.page("/rebuilds/new?type=select&select=app");
        assertThat(page)
                .contains("2 images, about 1 min 30 s; tags: 1 unchanged, 1 new.")
                .contains("needed: a base")
                .contains("base-rebuilt")
                .contains("<button class=\"btn primary\">Rebuild 2 images</button>")
                .contains("./imprimatur rebuild --select app --dry-run")
                .containsSubsequence("ground/1/a</a>", "app/1/a</a>");

        Map<String, String> form = form(page, "a <i>fix</i>");
        Response answer = alice.post("/rebuilds/new", form);

        assertThat(answer.statusCode()).isEqualTo(303);
        String address = answer.header("Location").replaceFirst(".*/rebuilds/", "/rebuilds/");
        String id = address.substring(address.lastIndexOf('/') + 1);
        Wire.awaitEvents(id, 1);
        get("/api/events?rebuild=" + id).then().statusCode(200);
        assertThat(get("/api/events?rebuild=" + id).jsonPath().getMap("[0].event"))
                .containsEntry("select", "app")
                .containsEntry("priority", "manual")
                .containsEntry("reason", "a <i>fix</i>")
                .containsEntry("requestedBy", "alice");
        assertThat(alice.page(address)).contains("a &lt;i&gt;fix&lt;/i&gt;").doesNotContain("<i>fix");

        // Pressed again, after the plan has become another one.
        plan("two", APP, TAGS, null);
        assertThat(alice.post("/rebuilds/new", form).header("Location")).endsWith(address);
        assertThat(acts("alice").getFirst())
                .containsEntry("act", "POST /rebuilds/new")
                .containsEntry("way", "page")
                .containsEntry("outcome", address);
    }

    @Test
    void whatWasNotSeenIsNotStarted() {
        Browser alice = Browser.of("rebuild");
        Map<String, String> form = form(alice.page("/rebuilds/new?type=all"), "unseen");
        plan("two", APP + ",{'image':'late/1/a','why':[{'kind':'all'}],'tags':[]}", TAGS, null);

        Response changed = alice.post("/rebuilds/new", form);

        assertThat(changed.statusCode()).isEqualTo(409);
        assertThat(changed.asString())
                .contains("The plan has changed. Nothing was started.")
                .contains("the catalogue is another one")
                .contains("1 image more: late/1/a")
                .contains("1 image less: ground/1/a");
        nothingIsRequested("unseen");

        // What it shows now can be started.
        assertThat(alice.post("/rebuilds/new", form(changed.asString(), "seen")).statusCode())
                .isEqualTo(303);
        Map<String, String> forged = form(alice.page("/rebuilds/new?type=all"), "unseen");
        forged.put("plan", "");
        assertThat(alice.post("/rebuilds/new", forged).statusCode()).isEqualTo(409);
        nothingIsRequested("unseen");
    }

    @Test
    void whatWouldBeRefusedHasToBeAllowed() {
        plan("one", APP, BACKWARD + "," + TAGS, "app:1 would move backward");
        Browser alice = Browser.of("rebuild");
        String page = alice.page("/rebuilds/new?type=all");
        assertThat(page)
                .contains("name=\"allow\" value=\"backward\" required")
                .contains("1 tag goes to a lower version: who pulls gets older software")
                .containsSubsequence("<h2 id=\"tags\">", "backward", "new");
        Response refused = alice.post("/rebuilds/new", form(page, "not allowed"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("Nothing was done.", "app:1 would move backward");
        nothingIsRequested("not allowed");

        plan("one", APP, BACKWARD + "," + TAGS, null);
        Map<String, String> allowed = new HashMap<>(form(page, "allowed"));
        allowed.put("allow", "backward");
        String id = alice.post("/rebuilds/new", allowed).header("Location").replaceFirst(".*/", "");
        Wire.awaitEvents(id, 1);
        assertThat(get("/api/events?rebuild=" + id).jsonPath().getList("[0].event.allow"))
                .isEqualTo(List.of("backward"));
    }

    /** A link can come from anyone; what it would allow has to be seen and ticked. */
    @Test
    void anAddressAllowsNothing() {
        plan("one", APP, TAGS, null);
        assertThat(Browser.of("rebuild").page("/rebuilds/new?type=all&allow=backward&allow=takeover"))
                .contains("Go</h2>")
                .doesNotContain("name=\"allow\"");
    }

    @Test
    void whatFailedIsTriedAgainWithWhatItHeldBack() {
        Wire.tell("broken", List.of(RebuildRequested.class, RenderCompleted.class, RebuildCompleted.class));
        Browser alice = Browser.of("rebuild");
        assertThat(alice.page("/rebuilds/broken"))
                .contains("<a class=\"btn\" href=\"/rebuilds/new?retry=broken\">Retry 1 failed…</a>");

        String page = alice.page("/rebuilds/new?retry=broken");
        assertThat(page).contains("value=\"retry\" checked", "--select node/24.18.1/trixie --dry-run");
        String id = alice.post("/rebuilds/new", form(page, "again"))
                .header("Location")
                .replaceFirst(".*/", "");
        Wire.awaitEvents(id, 1);
        assertThat(get("/api/events?rebuild=" + id).jsonPath().getString("[0].event.select"))
                .isEqualTo("node/24.18.1/trixie");
        assertThat(alice.page("/rebuilds/new?retry=none-such")).contains("there is no rebuild &#39;none-such&#39;");
    }

    @Test
    void whatCannotBePlannedIsSaidInPlace() {
        Browser alice = Browser.of("rebuild");
        assertThat(alice.page("/rebuilds/new?type=select")).contains("pattern: expected family/version/variant");
        Others.say("/api/plan", "{\"images\":[]}");
        assertThat(alice.page("/rebuilds/new?type=stale"))
                .contains("Nothing would be rebuilt.")
                .doesNotContain("Go</h2>");
        assertThat(alice.page("/rebuilds/new?type=nonsense&select=%3Cscript%3E"))
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
        assertThat(alice.asks()
                        .header("Sec-Fetch-Site", "cross-site")
                        .get("/rebuilds/new?type=all")
                        .asString())
                .as("another site has nothing planned")
                .contains("Which images are to be rebuilt?");
    }

    @Test
    void whoMayNotSeesWhyAndStartsNothing() {
        assertThat(Browser.stranger().page("/rebuilds/new?type=all"))
                .contains("disabled>Rebuild 2 images</button> needs a sign-in: ./imprimatur open");
        Browser lesser = Browser.of("rollback");
        String page = lesser.page("/rebuilds/new?type=all");
        assertThat(page).contains("needs the scope rebuild");
        Browser alice = Browser.of("rebuild");
        Map<String, String> form = form(alice.page("/rebuilds/new?type=all"), "forged");
        assertThat(lesser.post("/rebuilds/new", form).statusCode()).isEqualTo(403);
        assertThat(Browser.stranger().post("/rebuilds/new", form).statusCode()).isEqualTo(401);
        assertThat(alice.post("/rebuilds/new", "https://evil.example", form).statusCode())
                .isEqualTo(403);
        Map<String, String> keyless = new HashMap<>(form);
        keyless.remove("key");
        assertThat(alice.post("/rebuilds/new", keyless).statusCode()).isEqualTo(403);
        Map<String, String> blank = new HashMap<>(form);
        blank.put("reason", " ");
        assertThat(alice.post("/rebuilds/new", blank).statusCode()).isEqualTo(400);
        nothingIsRequested("forged");
    }

    private static Map<String, String> form(String page, String reason) {
        Map<String, String> form = new HashMap<>();
        String sent = page.substring(page.indexOf("<form method=\"post\" action=\"/rebuilds/new\"") + 1);
        List.of("key", "request", "type", "select", "retry", "plan", "revision", "seen")
                .forEach(name -> form.put(name, Browser.field(sent, name)));
        form.put("reason", reason);
        form.put("priority", "manual");
        return form;
    }

    private static void plan(String revision, String images, String tags, String refused) {
        String plan = "{'revision':'" + revision + "','notices':[],'count':2,'estimatedSeconds':90,'images':[" + images
                + "],'tags':[" + tags + "]" + (refused == null ? "" : ",'refused':'" + refused + "'") + "}";
        Others.say("/api/plan", plan.replace('\'', '"'));
    }

    private static void nothingIsRequested(String reason) {
        assertThat(get("/api/rebuilds?limit=1000").jsonPath().getList("reason")).doesNotContain(reason);
    }

    private static List<Map<String, Object>> acts(String who) {
        return get("/api/audit?limit=10&who=" + who).jsonPath().getList("");
    }
}
