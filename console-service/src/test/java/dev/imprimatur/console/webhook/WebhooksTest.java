package dev.imprimatur.console.webhook;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.Topic;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ConsoleTest
class WebhooksTest {

    @Test
    void anEventIsSentSignedOnceAndOnlyOfTheTopicsThatAreWanted() throws Exception {
        try (Receiver receiver = new Receiver()) {
            JsonPath webhook =
                    register("{\"url\":\"%s\",\"topics\":[\"publish-completed\"]}".formatted(receiver.url()));
            String rebuild = "wh-once";
            tellPublished(rebuild);
            Wire.send(Topic.REBUILD_COMPLETED, Wire.fixture(RebuildCompleted.class, rebuild));
            Wire.awaitEvents(rebuild, 2);
            awaitState(webhook, "delivered");

            assertThat(receiver.calls(rebuild)).hasSize(1);
            Receiver.Call call = receiver.calls(rebuild).getFirst();
            Secret secret = new Secret(webhook.getString("secret"));
            assertThat(call.id()).isEqualTo(rebuild + "/e5");
            assertThat(call.signature())
                    .isEqualTo(secret.sign(call.id(), Instant.ofEpochSecond(call.timestamp()), call.body()));
            assertThat(EventJson.MAPPER.readTree(call.body()).path("type").asText())
                    .isEqualTo("publish-completed");
            assertThat(EventJson.MAPPER
                            .readTree(call.body())
                            .at("/data/rebuildId")
                            .asText())
                    .isEqualTo(rebuild);
            get("/api/webhooks").then().body("secret", hasItem(nullValue()));
        }
    }

    /** Anyone may ask, under any id, and the end of a rebuild has an id that can be guessed. */
    @Test
    void aRequestWithTheIdOfAnEventHidesNoneOfThem() {
        String rebuild = "wh-twin";
        try (Receiver receiver = new Receiver()) {
            register("{\"url\":\"%s\",\"topics\":[\"rebuild-cancel-requested\",\"publish-completed\"]}"
                    .formatted(receiver.url()));
            Wire.send(
                    Topic.REBUILD_CANCEL_REQUESTED,
                    "{\"rebuildId\":\"%s\",\"eventId\":\"%s/e5\"}".formatted(rebuild, rebuild));
            Wire.awaitEvents(rebuild, 1);
            Wire.send(Topic.PUBLISH_COMPLETED, Wire.fixture(PublishCompleted.class, rebuild));
            Wire.awaitEvents(rebuild, 2);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> receiver.calls(rebuild).size() == 2);
            assertThat(receiver.calls(rebuild).stream().map(Receiver.Call::id))
                    .doesNotHaveDuplicates()
                    .contains(rebuild + "/e5");
            assertThat(Wire.deadLetters(Topic.PUBLISH_COMPLETED))
                    .noneMatch(record -> new String(record.value()).contains(rebuild));
        }
    }

    /** CloudEvents' source is not signed. */
    @Test
    void anEventThatIsSentAgainUnderAnotherSourceIsNoNews() {
        String rebuild = "wh-replay";
        try (Receiver receiver = new Receiver()) {
            register("{\"url\":\"%s\"}".formatted(receiver.url()));
            tellPublished(rebuild);
            String signed = Wire.signed(Topic.PUBLISH_COMPLETED, Wire.fixture(PublishCompleted.class, rebuild));
            Wire.sendAsIs(
                    Topic.PUBLISH_COMPLETED,
                    null,
                    "{\"specversion\":\"1.0\",\"type\":\"dev.imprimatur.publish-completed.v1\",\"source\":\"/elsewhere\",\"id\":\"x\",\"data\":%s}"
                            .formatted(signed));
            tellPublished("wh-replay-later");

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> receiver.calls("wh-replay-later").size() == 1);
            Wire.awaitEvents(rebuild, 1);
            assertThat(receiver.calls(rebuild + "/")).hasSize(1);
        }
    }

    /** Reading is open, and the address of a receiver is often all that it asks of a sender. */
    @Test
    void onlyAnAdminSeesMoreOfAnAddressThanSchemeAndHost() {
        JsonPath webhook = register("{\"url\":\"http://localhost:1/secret?token=x\"}");
        String path = "/api/webhooks/" + webhook.getString("id");
        Object reader = token("read");
        Object admin = token("admin");

        for (RequestSpecification stranger : List.of(
                given().noFilters(),
                given().noFilters().header("Authorization", "Bearer none"),
                given().header("Authorization", "Bearer " + reader))) {
            stranger.get(path).then().statusCode(200).body("url", equalTo("http://localhost/…"));
            stranger.get("/api/webhooks")
                    .then()
                    .statusCode(200)
                    .body("url", hasItem("http://localhost/…"))
                    .body(not(containsString("secret?")))
                    .body(not(containsString("token=x")));
        }
        RequestSpecification allowed = given().header("Authorization", "Bearer " + admin);
        allowed.get(path).then().body("url", equalTo("http://localhost:1/secret?token=x"));
        allowed.get("/api/webhooks").then().body("url", hasItem("http://localhost:1/secret?token=x"));
    }

    private static Object token(String scope) {
        return given().contentType(ContentType.JSON)
                .body("{\"owner\":\"wh-%s\",\"scopes\":[\"%s\"]}".formatted(scope, scope))
                .post("/api/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    @Test
    void isTriedAgainUntilItIsTaken() {
        try (Receiver receiver = new Receiver(500, 302)) {
            JsonPath webhook = register("{\"url\":\"%s\"}".formatted(receiver.url()));
            tellPublished("wh-again");
            awaitState(webhook, "delivered");

            assertThat(receiver.calls("wh-again")).hasSize(3);
            assertThat(receiver.calls("wh-again").stream()
                            .map(Receiver.Call::id)
                            .distinct())
                    .hasSize(1);
            get("/api/webhooks/" + webhook.getString("id")).then().body("deliveries[0].attempts", equalTo(3));
        }
    }

    @Test
    void givesUpAfterTheLastAttemptAndSaysWhy() {
        try (Receiver receiver = new Receiver(500, 500, 500, 503)) {
            JsonPath webhook = register("{\"url\":\"%s\"}".formatted(receiver.url()));
            tellPublished("wh-never");
            awaitState(webhook, "failed");

            assertThat(receiver.calls("wh-never")).hasSize(4);
            get("/api/webhooks/" + webhook.getString("id"))
                    .then()
                    .body("deliveries[0].outcome", equalTo("status 503"))
                    .body("disabledBecause", nullValue());
        }
    }

    @Test
    void anEndpointThatIsNotThereIsSaidSo() {
        String url;
        try (Receiver receiver = new Receiver()) {
            url = receiver.url();
        }
        JsonPath webhook = register("{\"url\":\"%s\"}".formatted(url));
        tellPublished("wh-away");
        awaitState(webhook, "failed");

        get("/api/webhooks/" + webhook.getString("id")).then().body("deliveries[0].outcome", startsWith("no answer: "));
    }

    @Test
    void goneDisablesAndEnableSendsAgain() {
        try (Receiver receiver = new Receiver(410)) {
            JsonPath webhook = register("{\"url\":\"%s\"}".formatted(receiver.url()));
            String path = "/api/webhooks/" + webhook.getString("id");
            tellPublished("wh-gone-1");
            awaitState(webhook, "failed");
            get(path).then().body("disabledBecause", startsWith("it answered 410 Gone"));

            tellPublished("wh-gone-2");
            given().contentType(ContentType.JSON).post(path + "/enable").then().body("disabledBecause", nullValue());
            tellPublished("wh-gone-3");
            awaitState(webhook, "delivered");

            assertThat(receiver.calls("wh-gone-1")).hasSize(1);
            assertThat(receiver.calls("wh-gone-2")).isEmpty();
            assertThat(receiver.calls("wh-gone-3")).hasSize(1);
        }
    }

    @Test
    void whileASecretIsRotatedBothSign() {
        try (Receiver receiver = new Receiver()) {
            JsonPath webhook = register("{\"url\":\"%s\"}".formatted(receiver.url()));
            String path = "/api/webhooks/" + webhook.getString("id");
            String next = given().contentType(ContentType.JSON)
                    .post(path + "/rotate?overlap=PT1H")
                    .jsonPath()
                    .getString("secret");
            tellPublished("wh-both");
            awaitState(webhook, "delivered");
            given().contentType(ContentType.JSON)
                    .post(path + "/rotate?overlap=PT0S")
                    .then()
                    .statusCode(200);
            tellPublished("wh-one");
            await().untilAsserted(() -> assertThat(receiver.calls("wh-one")).hasSize(1));

            Receiver.Call call = receiver.calls("wh-both").getFirst();
            Instant at = Instant.ofEpochSecond(call.timestamp());
            assertThat(call.signature().split(" "))
                    .containsExactly(
                            new Secret(next).sign(call.id(), at, call.body()),
                            new Secret(webhook.getString("secret")).sign(call.id(), at, call.body()));
            assertThat(receiver.calls("wh-one").getFirst().signature().split(" "))
                    .hasSize(1);
        }
    }

    @Test
    void aForgottenEndpointGetsNothing() {
        try (Receiver receiver = new Receiver();
                Receiver other = new Receiver()) {
            JsonPath forgotten = register("{\"url\":\"%s\"}".formatted(receiver.url()));
            JsonPath kept = register("{\"url\":\"%s\"}".formatted(other.url()));
            given().contentType(ContentType.JSON)
                    .delete("/api/webhooks/" + forgotten.getString("id"))
                    .then()
                    .statusCode(204);
            tellPublished("wh-forgotten");
            awaitState(kept, "delivered");

            assertThat(receiver.calls("wh-forgotten")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}|url: expected an http or https address",
                "{'url':'ftp://a/b'}|url: expected an http or https address",
                "{'url':'http://me:secret@a/b'}|url: expected an http or https address",
                "{'url':'http://a/b','topics':['gossip']}|topics: there is no topic 'gossip'",
                "{'url':'http://a/b','topics':[null]}|topics: there is no topic 'null'",
                "{'url':'http://a/b','secret':'whsec_c2hvcnQ='}|secret: expected whsec_",
            })
    void whatIsWrongIsSaidWithTheField(String body, String message) {
        given().contentType(ContentType.JSON)
                .body(body.replace('\'', '"'))
                .post("/api/webhooks")
                .then()
                .statusCode(400)
                .body("message", startsWith(message));
    }

    private static JsonPath register(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static void tellPublished(String rebuild) {
        Wire.tell(rebuild, List.of(PublishCompleted.class));
    }

    private static void awaitState(JsonPath webhook, String state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> get("/api/webhooks/" + webhook.getString("id"))
                        .then()
                        .body("deliveries[0].state", equalTo(state)));
    }
}
