package dev.imprimatur.console.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a delivery goes, whatever names and answers try. */
class SenderTest {
    /** No name server knows it. */
    private static final String NAME = "receiver.invalid";

    private static final String MOVED = "/moved/";

    private static Vertx vertx;
    private static HttpServer server;
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static final CountDownLatch END = new CountDownLatch(1);

    @BeforeAll
    static void listen() throws IOException {
        vertx = Vertx.vertx();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/silent", exchange -> {
            ASKED.add(exchange.getRequestURI().toString());
            awaitEnd();
        });
        server.createContext("/later", exchange -> {
            exchange.getResponseHeaders()
                    .add("Retry-After", exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.createContext("/", exchange -> {
            ASKED.add(exchange.getRequestURI() + " by "
                    + exchange.getRequestHeaders().getFirst("Host"));
            String path = exchange.getRequestURI().getPath();
            boolean moved = path.startsWith(MOVED);
            if (moved) {
                exchange.getResponseHeaders().add("Location", "http://localhost:" + port() + "/secret");
            }
            exchange.sendResponseHeaders(moved ? Integer.parseInt(path.substring(MOVED.length())) : 204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void end() {
        server.stop(0);
        vertx.close();
    }

    @Test
    void theAddressThatWasCheckedIsCalledWithoutAskingForItAgain() {
        Reply reply = checkedOnce().send(to("http://" + NAME + ":" + port() + "/hook?a=b%20c"));

        assertThat(reply).isEqualTo(new Reply.Taken("status 204"));
        assertThat(ASKED).contains("/hook?a=b%20c by " + NAME + ":" + port());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void anAnswerThatLeadsElsewhereIsNotFollowed(int status) {
        assertThat(checkedOnce().send(to("http://" + NAME + ":" + port() + MOVED + status)))
                .isEqualTo(new Reply.Refused("status " + status, Duration.ZERO));
        assertThat(ASKED).noneMatch(asked -> asked.startsWith("/secret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | 120",
                "Thu, 01 Jan 1970 00:02:00 GMT | 120",
                "Wed, 31 Dec 1969 00:00:00 GMT | 0",
                "Fri, 31 Dec 9999 23:59:59 GMT | 86400",
                "999999999 | 86400",
                "99999999999999999999 | 86400",
                "soon | 0"
            })
    void aPauseThatIsAskedForIsSecondsOrADate(String wanted, int seconds) {
        Reply reply = checkedOnce().send(to("http://" + NAME + ":" + port() + "/later?" + wanted.replace(" ", "%20")));

        assertThat(reply).isEqualTo(new Reply.Refused("status 503", Duration.ofSeconds(seconds)));
    }

    @Test
    void whatIsNotCalledSeesNoConnection() {
        Targets targets = new Targets();
        targets.config = Settings.webhooks(Map.of());
        targets.read(null);

        Reply reply = sender(targets, Map.of()).send(to("http://localhost:" + port() + "/inside"));

        assertThat(reply.text()).startsWith("not called: 127.0.0.1 is private");
        assertThat(ASKED).noneMatch(asked -> asked.startsWith("/inside"));
    }

    @Test
    void whoTakesTheConnectionAndSaysNothingIsLeft() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Sender sender = sender(loopback(), Map.of("timeout", "300ms"));

            assertThat(sender.send(to("http://localhost:" + silent.getLocalPort() + "/"))
                            .text())
                    .isEqualTo("no answer: request timed out");
            assertThat(sender.send(to("https://localhost:" + silent.getLocalPort() + "/"))
                            .text())
                    .isEqualTo("no answer: request timed out");
        }
    }

    @Test
    void whatSpeaksNoTlsIsNotTakenForAnAnswer() {
        assertThat(checkedOnce()
                        .send(to("https://" + NAME + ":" + port() + "/plain"))
                        .text())
                .startsWith("no answer: ");
        assertThat(ASKED).noneMatch(asked -> asked.startsWith("/plain"));
    }

    @Test
    void endpointsThatDoNotAnswerKeepNoOtherOneOfTheirHostFromBeingCalled() throws Exception {
        Sender sender = sender(loopback(), Map.of("timeout", "5s"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> silent = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> sender.send(to("http://" + NAME + ":" + port() + "/silent"))))
                    .toList();
            await().until(() -> ASKED.stream().filter("/silent"::equals).count() >= 5);

            Reply reply = sender.send(to("http://" + NAME + ":" + port() + "/free"));

            assertThat(silent).noneMatch(Future::isDone);
            assertThat(reply).isEqualTo(new Reply.Taken("status 204"));
        } finally {
            END.countDown();
        }
    }

    private static void awaitEnd() {
        try {
            END.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int port() {
        return server.getAddress().getPort();
    }

    private static Sender checkedOnce() {
        return sender(loopback(), Map.of());
    }

    private static Targets loopback() {
        return new Targets() {
            @Override
            InetAddress address(URI url) {
                return InetAddress.getLoopbackAddress();
            }
        };
    }

    private static Sender sender(Targets targets, Map<String, String> settings) {
        Sender sender = new Sender();
        sender.config = Settings.webhooks(settings);
        sender.targets = targets;
        sender.vertx = vertx;
        sender.open();
        return sender;
    }

    private static Sending to(String url) {
        return new Sending(URI.create(url), "id-1", Instant.EPOCH, "v1,x", "{}");
    }
}
