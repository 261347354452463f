package dev.imprimatur.console.webhook;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An endpoint that does not answer, or slowly, delays no other, and gets what it missed once it answers. */
@ConsoleTest
class PatienceWithEndpointsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Inject
    Clock clock;

    @AfterEach
    void forgetAll() {
        QuarkusTransaction.requiringNew().run(() -> Webhook.deleteAll());
    }

    @Test
    void anEndpointThatDoesNotAnswerDelaysNoOther() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
                Receiver healthy = new Receiver()) {
            String dead = register("http://localhost:" + silent.getLocalPort() + "/hook");
            register(healthy.url());
            List<String> rebuilds = publish("wh-dead-", 61);

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rebuilds)
                            .allSatisfy(rebuild ->
                                    assertThat(healthy.calls(rebuild)).hasSize(1)));
            // Most were not tried, and no attempt was counted for them.
            assertThat(attempts(dead).stream().mapToInt(each -> each).sum()).isBetween(1, 12);
        }
    }

    @Test
    void anEndpointHasOneAttemptAtATime() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            BlockingQueue<Socket> calls = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> accept(slow, calls));
            String webhook = register("http://localhost:" + slow.getLocalPort() + "/hook");
            away(webhook, Duration.ofHours(1));
            publish("wh-slow-", 4);
            await().atMost(LONG).until(() -> held(webhook) == 4);
            away(webhook, Duration.ZERO);

            for (int left = 3; left >= 0; left--) {
                try (Socket call = calls.take()) {
                    int waiting = left;
                    await().atMost(LONG).until(() -> held(webhook) == waiting);
                    assertThat(calls).isEmpty();
                    // An answer that comes before its question is none.
                    call.getInputStream().read();
                    call.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    call.getInputStream().readAllBytes();
                }
            }
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(states(webhook)).containsOnly(Delivery.State.DELIVERED));
            assertThat(attempts(webhook)).containsOnly(1);
        }
    }

    /** As it is when that console was killed: what it began is over after a while. */
    @Test
    void whatAnotherConsoleBeganIsWaitedForAndThenAllAreSentInTheirOrder() {
        try (Receiver receiver = new Receiver()) {
            String webhook = register(receiver.url());
            away(webhook, Duration.ofHours(1));
            List<String> rebuilds = publish("wh-order-", 5);
            await().atMost(LONG).until(() -> held(webhook) == 5);
            assertThat(receiver.calls()).isEmpty();
            Instant until = away(webhook, Duration.ofSeconds(3));

            await().atMost(LONG).until(() -> receiver.calls().size() == 5);
            assertThat(clock.instant()).isAfter(until);
            assertThat(receiver.calls().stream().map(Receiver.Call::id)).containsExactlyElementsOf(ids(webhook));
            assertThat(rebuilds)
                    .allSatisfy(rebuild -> assertThat(receiver.calls(rebuild)).hasSize(1));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(states(webhook)).containsOnly(Delivery.State.DELIVERED));
            assertThat(attempts(webhook)).containsOnly(1);
        }
    }

    @Test
    void anEndpointThatIsBackIsServedSoon() {
        Receiver before = new Receiver();
        before.close();
        String webhook = register(before.url());
        List<String> rebuilds = publish("wh-back-", 4);
        await().atMost(LONG).until(() -> held(webhook) > 0);

        try (Receiver back = Receiver.at(before.port())) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rebuilds.subList(1, 4))
                            .allSatisfy(
                                    rebuild -> assertThat(back.calls(rebuild)).hasSize(1)));
        }
    }

    @Test
    void whatWaitedForAnEndpointForDaysFails() {
        String webhook = register("http://localhost:1/hook");
        away(webhook, Duration.ofHours(1));
        publish("wh-days-", 1);
        await().atMost(LONG).until(() -> held(webhook) == 1);

        QuarkusTransaction.requiringNew()
                .run(() -> Delivery.update(
                        "heldSince = ?1 where webhookId = ?2", clock.instant().minus(Duration.ofDays(5)), webhook));

        await().atMost(LONG)
                .untilAsserted(() -> get("/api/webhooks/" + webhook)
                        .then()
                        .body("deliveries[0].state", equalTo("failed"))
                        .body("deliveries[0].attempts", equalTo(0))
                        .body("deliveries[0].outcome", startsWith("not sent: the endpoint did not answer")));
    }

    /** Another console has an attempt at it that may take so long. */
    private Instant away(String webhook, Duration longest) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Webhook endpoint = Webhook.locked(webhook);
            endpoint.begins(clock.instant(), longest);
            return endpoint.notBefore;
        });
    }

    private static void accept(ServerSocket server, BlockingQueue<Socket> calls) {
        try {
            while (true) {
                calls.add(server.accept());
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static List<String> publish(String name, int count) {
        List<String> rebuilds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // No name begins like another one.
            String rebuild = name + (char) ('a' + i / 26) + (char) ('a' + i % 26);
            Wire.send(Topic.PUBLISH_COMPLETED, Wire.fixture(PublishCompleted.class, rebuild));
            rebuilds.add(rebuild);
        }
        return rebuilds;
    }

    private static String register(String url) {
        return WebhookEdgesTest.register(url).getString("id");
    }

    private static long held(String webhook) {
        return deliveries(webhook).stream()
                .filter(delivery -> delivery.heldSince != null)
                .count();
    }

    private static List<Integer> attempts(String webhook) {
        return deliveries(webhook).stream().map(delivery -> delivery.attempts).toList();
    }

    private static List<Delivery.State> states(String webhook) {
        return deliveries(webhook).stream().map(delivery -> delivery.state).toList();
    }

    private static List<String> ids(String webhook) {
        return deliveries(webhook).stream().map(delivery -> delivery.eventId).toList();
    }

    private static List<Delivery> deliveries(String webhook) {
        return QuarkusTransaction.requiringNew().call(() -> Delivery.list("webhookId = ?1 order by id", webhook));
    }
}
