package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class ImagePageTest {
    private static final String HISTORY = "/api/tags/history?reference=";

    private static final String DIGEST = "sha256:" + "2".repeat(64);
    private static final List<Class<? extends Event>> STORY = List.of(
            RebuildRequested.class,
            RenderCompleted.class,
            BuildCompleted.class,
            TestCompleted.class,
            PublishCompleted.class);

    @BeforeEach
    void nothingIsWrong() {
        Others.say("/api/drift", "[]");
        Others.say("/api/blocks", "[]");
    }

    @Test
    void anImageTellsWhetherItIsSafeToPullAndWhyItIsAsItIs() {
        published("safe");

        String page = whole("safe", "Safe to pull.");
        assertThat(page)
                .contains("the very digest that passed its one test")
                .contains("signed by")
                .contains("base-changed: &#39;base&#39; is sha256:111111111111")
                .contains("2.36-9+deb12u13")
                .contains("Try 1 of the build failed")
                .contains("registry-unreachable")
                .contains("hello passed in 0.8 s")
                .contains("Published as r2")
                .contains("8 tags set and read back")
                .contains("localhost:5000/safe@" + DIGEST)
                .contains("./imprimatur verify localhost:5000/safe-bookworm:22.23.3")
                .contains("FROM localhost:5000/safe-base@sha256:")
                .contains("/api/why?reference=safe/22.23.3/bookworm")
                .contains("data-live=\"view=image&amp;id=safe/22.23.3/bookworm\"");
    }

    @Test
    void ofARebuildWhoseRequestIsNotKnownItNamesNoReason() {
        Wire.send(
                Topic.RENDER_COMPLETED,
                Wire.fixture(RenderCompleted.class, "unasked").replace("node", "unasked"));
        Wire.awaitEvents("unasked", 1);

        assertThat(page("/images/unasked/22.23.3/bookworm"))
                .contains("its request is not on record")
                .doesNotContain("null");
    }

    @Test
    void aTagThatWasMovedAndADigestThatIsBlockedAreSaidFirst() {
        published("doubtful");
        Others.say("/api/drift", "[{\"reference\":\"localhost:5000/doubtful:22\",\"expected\":\"" + DIGEST + "\"}]");
        whole("doubtful", "Safe by digest, not by every tag.");

        Others.say("/api/blocks", "[{\"digest\":\"" + DIGEST + "\",\"reason\":\"<i>crashes</i>\"}]");
        assertThat(whole("doubtful", "Do not pull 222222222222."))
                .contains("&lt;i&gt;crashes")
                .doesNotContain("<i>crashes");
    }

    @Test
    void aTagThatAnotherImageTookIsNoReferenceToPullIt() {
        published("left");
        taken("left", "22.24.0/bookworm", "2026-11-25");
        // It is a tag of that one now.
        Others.say("/api/drift", "[{\"reference\":\"localhost:5000/left:22\",\"expected\":\"" + DIGEST + "\"}]");

        assertThat(whole("left", "Safe to pull."))
                .contains("title=\"localhost:5000/left@" + DIGEST + "\"", "title=\"localhost:5000/left:22.23.3\"")
                .doesNotContain("title=\"localhost:5000/left:22\"", "title=\"localhost:5000/left:jod\"");

        Others.say("/api/drift", "[]");
        taken("left", "22.23.3/trixie", "2026-11-26");
        assertThat(whole("left", "Safe by digest. Other images have the tags that it had."))
                .contains("title=\"localhost:5000/left@" + DIGEST + "\"")
                .doesNotContain("title=\"localhost:5000/left:22.23.3\"", "./imprimatur verify");
    }

    @Test
    void aPublisherThatDoesNotAnswerMakesNoImageLookSafe() {
        published("unsure");
        // The last answer counts until something else is.
        Others.say("/api/drift", "[]");
        Others.say("/api/blocks", "[]");
        whole("unsure", "Safe to pull.");

        Others.say("/api/blocks", "no JSON");

        whole("unsure", "or the digest blocked, since then is not known.");
    }

    @Test
    void anImageThatWasNeverPublishedTellsWhy() {
        Wire.send(
                Topic.REBUILD_COMPLETED,
                Wire.fixture(RebuildCompleted.class, "absent").replace("node", "absent"));
        Wire.awaitEvents("absent", 1);

        assertThat(page("/images/absent/24.18.1/trixie"))
                .contains("There is no image to pull.")
                .contains("newly failing")
                .contains("Cannot find module")
                .contains("./imprimatur rebuild --select absent/24.18.1/trixie");
    }

    @Test
    void whatIsNamedLeadsToItsPage() {
        published("named");
        String there = "/images/named/22.23.3/bookworm";
        for (String address : List.of(
                "/tags/named:22",
                "/tags/localhost:5000/named-bookworm:jod",
                "/find?q=named:22.23",
                "/find?q=localhost:5000/named:22",
                "/find?q=named/22.23.3/bookworm")) {
            leads(address, there);
        }
        for (String address :
                List.of("/digests/" + DIGEST, "/find?q=222222", "/find?q=localhost:5000/named@" + DIGEST)) {
            leads(address, "/bookworm");
        }
        leads("/find?q=named", "/rebuilds/named");
        leads("/find?q=b-0123456789abcdef0123", "/logs/b-0123456789abcdef0123");
        leads("/find?q=who%20knows", "/fleet?q=who%20knows");
        given().get("/tags/named:none").then().statusCode(404);
        given().get("/digests/sha256:" + "f".repeat(64)).then().statusCode(404);
        given().get("/images/none/1/x").then().statusCode(404);
    }

    @Test
    void anyRevisionIsComparedByAddingUpWhatEachPublicationSaid() {
        revision(1, null, "[]");
        revision(2, 1, "[" + changed("libc", "1", "2") + "," + changed("gone", "", "1") + "]");
        revision(
                3,
                2,
                "[" + changed("libc", "2", "3") + "," + changed("gone", "1", "") + "," + changed("b", "1", "2") + "]");
        String address = "/images/compared/22.23.3/bookworm";

        assertThat(page(address)).contains(address + "?compare=r1#compared").doesNotContain("Compared with");
        assertThat(compared(address + "?compare=r1"))
                .startsWith("Compared with r1")
                .containsSubsequence(
                        "<code>b</code>", ">1</code>", ">2</code>", "<code>libc</code>", ">1</code>", ">3</code>")
                .doesNotContain("<code>gone</code>");
        assertThat(compared(address + "?compare=r2"))
                .startsWith("Compared with r2")
                .containsSubsequence("<code>gone</code>", ">1</code>", "></code>");
        assertThat(page(address + "?compare=r3")).as("it is what users pull").doesNotContain("Compared with");

        revision(4, 3, null);
        assertThat(page(address + "?compare=r1"))
                .contains("did not say all that it changed")
                .contains("./imprimatur diff localhost:5000/compared-bookworm@sha256:" + "1".repeat(64));
    }

    @Test
    void itsTagsOverTimeSayWhichDigestTheyNamedAndWhatSetThem() {
        published("tagged");
        Wire.send(
                Topic.ROLLBACK_REQUESTED,
                Wire.fixture(RollbackRequested.class, "tagged-back").replace("node", "tagged"));
        Wire.send(
                Topic.ROLLBACK_COMPLETED,
                Wire.fixture(RollbackCompleted.class, "tagged-back").replace("node", "tagged"));
        Wire.awaitEvents("tagged-back", 2);
        String first = "sha256:" + "5".repeat(64);
        String back = "rollback: crashes on start";
        Others.say(
                HISTORY + "tagged",
                "["
                        + String.join(
                                ",",
                                period("tagged:22", first, 1, back, "08:00:02", null),
                                period("tagged-bookworm:22", first, 1, back, "08:00:02", null),
                                period("tagged:22", DIGEST, 2, "weekly <i>rebuild</i>", "03:04:00", "08:00:02"),
                                period(
                                        "tagged-bookworm:22",
                                        DIGEST,
                                        2,
                                        "weekly <i>rebuild</i>",
                                        "03:04:00",
                                        "08:00:02"),
                                period("tagged:22.23", DIGEST, 2, "weekly <i>rebuild</i>", "03:04:00", "09:00:00"),
                                period("tagged:22", first, 1, null, "01:00:00", "03:04:00")
                                        .replace("\"rebuildId\":\"tagged\"", "\"rebuildId\":\"forgotten\""))
                        + "]");

        assertThat(tags(page("/images/tagged/22.23.3/bookworm")))
                .containsSubsequence(
                        "<code title=\"localhost:5000/tagged:22\">tagged:22</code>, <code title=\"localhost:5000/tagged-bookworm:22\">tagged-bookworm:22</code>",
                        "r1 <code title=\"" + first + "\">555555555555</code>",
                        "datetime=\"2026-11-24T08:00:02Z\"",
                        ">now</span>",
                        "<a href=\"/rollbacks/tagged-back\">rollback by cli:ann: crashes on start</a>",
                        ">tagged:22</code>, <code",
                        "r2 <code",
                        "datetime=\"2026-11-24T03:04:00Z\"",
                        "datetime=\"2026-11-24T08:00:02Z\"",
                        "<a href=\"/rebuilds/tagged\">rebuild by cron: weekly &lt;i&gt;rebuild&lt;/i&gt;</a>",
                        ">tagged:22.23</code></td>",
                        "datetime=\"2026-11-24T09:00:00Z\"",
                        ">tagged:22</code></td>",
                        "datetime=\"2026-11-24T01:00:00Z\"",
                        "no reason was noted",
                        "The same: <code>./imprimatur history tagged/22.23.3/bookworm</code>")
                .doesNotContain("forgotten");
    }

    @Test
    void ofManyTimesTheNewestAreShownAndOneThatTheReadModelDoesNotKnowHasNoPage() {
        published("moving");
        String one = period("moving:22", DIGEST, null, "rollback: of long ago", "03:04:00", null);
        Others.say(HISTORY + "moving", "[" + String.join(",", Collections.nCopies(201, one)) + "]");

        assertThat(tags(page("/images/moving/22.23.3/bookworm")))
                .contains("Earlier ones: <code>./imprimatur history moving/22.23.3/bookworm</code>")
                .contains("<td role=\"cell\" data-l=\"because\">rollback: of long ago</td>")
                .doesNotContain("/rebuilds/moving");
    }

    @Test
    void whatIsNotKnownOfTagsIsSaidAndNeverLooksAsIfNoneWasSet() {
        published("untold");
        String address = "/images/untold/22.23.3/bookworm";
        assertThat(tags(page(address)))
                .contains("It is not known which digests its tags named")
                .contains("status 404");
        Others.refuse(HISTORY + "untold");
        assertThat(tags(page(address)))
                .contains("It is not known which digests its tags named")
                .contains("status 503");
        for (String answer : List.of("no JSON", "[{}]", "[null]", "{}")) {
            Others.say(HISTORY + "untold", answer);
            assertThat(tags(page(address)))
                    .as(answer)
                    .contains("It is not known which digests its tags named: what the publisher says of tags")
                    .doesNotContain("was ever set");
        }
        Others.hold(HISTORY + "untold");
        assertThat(tags(page(address))).contains("its tags named: it did not answer within a second");
        Others.say(HISTORY + "untold", "[]");
        assertThat(tags(page(address))).contains("No tag of it was ever set.");
    }

    private static String tags(String page) {
        return page.substring(page.indexOf("id=\"periods\""), page.indexOf("<aside"));
    }

    /** A time during which a tag named a digest, of a day. */
    private static String period(
            String tag, String digest, Integer revision, String reason, String since, String until) {
        return """
                {"reference":"localhost:5000/%s","digest":"%s","image":"tagged/22.23.3/bookworm","revision":%s,
                 "rebuildId":"tagged","reason":%s,"since":"2026-11-24T%sZ","until":%s,"later":1}""".formatted(
                        tag,
                        digest,
                        revision,
                        reason == null ? null : "\"" + reason + "\"",
                        since,
                        until == null ? null : "\"2026-11-24T" + until + "Z\"");
    }

    private static String compared(String address) {
        String page = page(address);
        return page.substring(page.indexOf("Compared with"), page.indexOf("id=\"told\""));
    }

    private static String changed(String name, String from, String to) {
        return "{\"change\": \"changed\", \"name\": \"" + name + "\", \"from\": " + list(from) + ", \"to\": " + list(to)
                + "}";
    }

    private static String list(String version) {
        return version.isEmpty() ? "[]" : "[\"" + version + "\"]";
    }

    /** A publication of a digest of this number, since another one; without packages, it does not tell which differ. */
    private static void revision(int number, Integer since, String packages) {
        String rebuild = "compared-" + number;
        PublishCompleted event = EventFixtures.event(PublishCompleted.class);
        ObjectNode json = EventJson.MAPPER.valueToTree(event);
        json.put("eventId", rebuild)
                .put("rebuildId", rebuild)
                .put("digest", "sha256:" + Integer.toString(number).repeat(64))
                .put("revision", number)
                .put("occurredAt", "2026-11-24T0" + number + ":00:00Z");
        ObjectNode change = json.putObject("change");
        change.putArray("reasons");
        if (since != null) {
            change.put("since", "sha256:" + since.toString().repeat(64));
        }
        if (packages != null) {
            change.putRawValue("packages", new RawValue(packages));
        }
        Wire.send(Topic.PUBLISH_COMPLETED, json.toString().replace("node", "compared"));
        Wire.awaitEvents(rebuild, 1);
    }

    private static void published(String name) {
        for (int i = 0; i < STORY.size(); i++) {
            Wire.send(Topic.of(STORY.get(i)), Wire.fixture(STORY.get(i), name).replace("node", name));
            Wire.awaitEvents(name, i + 1);
        }
    }

    /** Another image of the family is published, later, with its own version and the same moving tags. */
    private static void taken(String family, String other, String day) {
        String rebuild = family + "-" + day;
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, rebuild)
                        .replace("node", family)
                        .replace("/22.23.3/bookworm", "/" + other)
                        .replace(":22.23.3", ":" + other.substring(0, other.indexOf('/')))
                        .replace(DIGEST, "sha256:" + "3".repeat(64))
                        .replace("2026-11-24T", day + "T"));
        Wire.awaitEvents(rebuild, 1);
    }

    /** The page, once it has what the publisher tells. */
    private static String whole(String name, String text) {
        String address = "/images/" + name + "/22.23.3/bookworm";
        await().untilAsserted(() -> assertThat(page(address)).contains(text));
        return page(address);
    }

    private static void leads(String from, String to) {
        given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get(from)
                .then()
                .statusCode(303)
                .header("Location", endsWith(to));
    }
}
