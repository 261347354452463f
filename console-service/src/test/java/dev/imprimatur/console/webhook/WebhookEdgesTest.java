package dev.imprimatur.console.webhook;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.oci.Digest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries end, whatever is registered and whatever events are called. */
@ConsoleTest
class WebhookEdgesTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Inject
    Retention retention;

    @Inject
    EntityManager entities;

    @AfterEach
    void forgetAll() {
        QuarkusTransaction.requiringNew().run(() -> Webhook.deleteAll());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:99999/",
                "http://localhost:65536/",
                "http://localhost:0/",
                "http:/hook",
                "http://a b/",
                "http://",
                "HTTP//x",
                "javascript:alert(1)"
            })
    void anAddressThatCannotBeCalledIsRefusedWhenItIsOrdered(String url) {
        given().contentType(ContentType.JSON)
                .body("{\"url\":\"" + url + "\"}")
                .post("/api/webhooks")
                .then()
                .statusCode(400)
                .body("message", startsWith("url: expected an http or https address"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1/hook",
                "http://169.254.169.254/latest/meta-data",
                "https://[fd00::1]/",
                "http://[::ffff:10.0.0.1]/"
            })
    void whatTheConsoleAloneReachesIsNotRegistered(String url) {
        given().contentType(ContentType.JSON)
                .body("{\"url\":\"" + url + "\"}")
                .post("/api/webhooks")
                .then()
                .statusCode(400)
                .body("message", startsWith("url: "))
                .body("message", containsString("imprimatur.console.webhooks.allow"));
    }

    @Test
    void whatWasRegisteredBeforeIsNotCalledEither() {
        QuarkusTransaction.requiringNew()
                .run(() -> insert(
                        "wh-inside", "http://169.254.169.254/", Secret.random().text()));
        tellPublished("wh-inside");

        awaitState("wh-inside", "failed");
        get("/api/webhooks/wh-inside")
                .then()
                .body("deliveries[0].outcome", startsWith("not called: 169.254.169.254 is private"));
    }

    /** Registered by the release before, which refused less. */
    @Test
    void whatCannotBeSentFailsAfterItsAttempts() {
        QuarkusTransaction.requiringNew().run(() -> {
            insert("wh-old-port", "http://localhost:99999/", Secret.random().text());
            insert("wh-old-secret", "http://localhost:1/", "no secret");
            insert("wh-old-url", "http://a b/", Secret.random().text());
        });
        tellPublished("wh-unsendable");

        for (String webhook : List.of("wh-old-port", "wh-old-secret", "wh-old-url")) {
            awaitState(webhook, "failed");
            get("/api/webhooks/" + webhook)
                    .then()
                    .body("deliveries[0].attempts", equalTo(4))
                    .body("deliveries[0].outcome", startsWith("cannot be sent: "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u00e4\\u4e16/", "two words/"})
    void anIdThatNoHeaderHoldsIsKnownByItsHash(String start) throws Exception {
        try (Receiver receiver = new Receiver()) {
            JsonPath webhook = register(receiver.url());
            String rebuild = "wh-id-" + Math.abs(start.hashCode());
            Wire.send(
                    Topic.PUBLISH_COMPLETED,
                    Wire.fixture(PublishCompleted.class, rebuild)
                            .replace("\"eventId\": \"", "\"eventId\": \"" + start));
            Wire.awaitEvents(rebuild, 1);
            awaitState(webhook.getString("id"), "delivered");

            Receiver.Call call = receiver.calls(rebuild).getFirst();
            String id = get("/api/events?rebuild=" + rebuild).jsonPath().getString("event[0].eventId");
            assertThat(id).contains(rebuild);
            assertThat(call.id())
                    .isEqualTo(Digest.of(id.getBytes(StandardCharsets.UTF_8)).value());
            assertThat(call.signature())
                    .isEqualTo(new Secret(webhook.getString("secret"))
                            .sign(call.id(), Instant.ofEpochSecond(call.timestamp()), call.body()));
        }
    }

    @Test
    void aBodyWithoutEndHoldsNoDelivery() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerWithoutEnd(endless));
            JsonPath webhook = register("http://localhost:" + endless.getLocalPort() + "/hook");
            tellPublished("wh-endless");
            awaitState(webhook.getString("id"), "delivered");
        }
    }

    @Test
    void twoRotationsWithinAnOverlapKeepAllSecrets() {
        try (Receiver receiver = new Receiver()) {
            JsonPath webhook = register(receiver.url());
            String second = rotate(webhook, "PT2H");
            String third = rotate(webhook, "PT1H");
            tellPublished("wh-three");
            awaitState(webhook.getString("id"), "delivered");
            assertSignedBy(receiver.calls("wh-three").getFirst(), third, second, webhook.getString("secret"));

            String fourth = rotate(webhook, "PT0S");
            tellPublished("wh-alone");
            await().atMost(LONG).until(() -> receiver.calls("wh-alone").size() == 1);
            assertSignedBy(receiver.calls("wh-alone").getFirst(), fourth);
        }
    }

    /** The second rotation was within the first overlap and may not make it longer. */
    @Test
    void aSecretEndsWhenItWasSaidToAndIsErased() {
        JsonPath webhook = register("http://localhost:1/hook");
        String second = rotate(webhook, "PT1H");
        String third = rotate(webhook, "P10D");
        assertThat(stored(webhook)).contains(webhook.getString("secret"), second, third);

        retention.clear(Instant.now().plus(Duration.ofHours(2)));
        assertThat(stored(webhook)).containsExactlyInAnyOrder(second, third);
        retention.clear(Instant.now().plus(Duration.ofDays(11)));
        assertThat(stored(webhook)).containsExactly(third);
    }

    @Test
    void noMoreThanTenSecretsSign() {
        JsonPath webhook = register("http://localhost:1/hook");
        for (int i = 0; i < 9; i++) {
            rotate(webhook, "P1D");
        }
        given().contentType(ContentType.JSON)
                .post("/api/webhooks/" + webhook.getString("id") + "/rotate")
                .then()
                .statusCode(409)
                .body("message", containsString("overlap=PT0S"));
        rotate(webhook, "PT0S");
    }

    @Test
    void thereIsRoomForSoManyAlsoIfAllAskAtOnce() throws Exception {
        QuarkusTransaction.requiringNew().run(() -> {
            for (int i = 0; i < 98; i++) {
                insert("wh-many-" + i, "http://localhost:1/", Secret.random().text());
            }
        });
        Callable<Integer> order = () -> given().contentType(ContentType.JSON)
                .body("{\"url\":\"http://localhost:1/\"}")
                .post("/api/webhooks")
                .statusCode();
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Integer> answers = threads.invokeAll(Collections.nCopies(6, order)).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
            assertThat(answers).containsExactly(201, 201, 409, 409, 409, 409);
        }
    }

    private static void answerWithoutEnd(ServerSocket server) {
        byte[] chunk = "1\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = server.accept()) {
            // An answer that comes before its question is none.
            socket.getInputStream().read();
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write(chunk);
            }
        } catch (IOException e) {
            // Hung up, as is wanted.
        }
    }

    private void insert(String id, String url, String secret) {
        entities.createNativeQuery("insert into webhook (id, url, topics, secret, created_at)"
                        + " values (?1, ?2, array['publish-completed'], ?3, now())")
                .setParameter(1, id)
                .setParameter(2, url)
                .setParameter(3, secret)
                .executeUpdate();
    }

    @SuppressWarnings("unchecked")
    private List<String> stored(JsonPath webhook) {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select secret from webhook where id = ?1"
                                + " union all select earlier_secret from webhook where id = ?1 and earlier_secret is not null"
                                + " union all select secret from webhook_former_secret where webhook_id = ?1")
                        .setParameter(1, webhook.getString("id"))
                        .getResultList());
    }

    private static void assertSignedBy(Receiver.Call call, String... secrets) {
        Instant at = Instant.ofEpochSecond(call.timestamp());
        assertThat(call.signature().split(" "))
                .containsExactly(Arrays.stream(secrets)
                        .map(secret -> new Secret(secret).sign(call.id(), at, call.body()))
                        .toArray(String[]::new));
    }

    private static String rotate(JsonPath webhook, String overlap) {
        return given().contentType(ContentType.JSON)
                .post("/api/webhooks/" + webhook.getString("id") + "/rotate?overlap=" + overlap)
                .then()
                .statusCode(200)
                .extract()
                .path("secret");
    }

    static JsonPath register(String url) {
        return given().contentType(ContentType.JSON)
                .body("{\"url\":\"" + url + "\"}")
                .post("/api/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static void tellPublished(String rebuild) {
        Wire.tell(rebuild, List.of(PublishCompleted.class));
    }

    private static void awaitState(String webhook, String state) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> get("/api/webhooks/" + webhook).then().body("deliveries[0].state", equalTo(state)));
    }
}
