package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.fixture.Tars;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An engine that removes no container. */
class UnremovedContainerTest {
    /** A frame of standard output that holds one letter. */
    private static final byte[] FRAME = {1, 0, 0, 0, 0, 0, 0, 1, 'x'};

    private final AtomicInteger removals = new AtomicInteger();
    private final CountDownLatch listenerGone = new CountDownLatch(1);
    private HttpServer server;
    private Engine engine;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        engine = DockerEngines.connect("tcp://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        engine.close();
        server.stop(0);
    }

    @Test
    void whatWasReadOfItCounts() {
        List<String> read = new ArrayList<>();

        engine.readFiles(
                "an-image",
                "a-label",
                "a",
                List.of("/etc/os-release"),
                (path, content) -> read.add(path + " " + new String(content.readAllBytes(), StandardCharsets.UTF_8)));

        assertThat(read).containsExactly("/etc/os-release ID=debian");
        assertThat(removals).hasValue(1);
    }

    @Test
    void itsOutputIsFollowedNoFurther() throws InterruptedException {
        RunningContainer container =
                engine.start(new ContainerOrder("an-image", List.of(), null, Map.of(), false, null), Output.none());

        assertThatThrownBy(container::close).isInstanceOf(EngineException.class);

        assertThat(listenerGone.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("DELETE")) {
            removals.incrementAndGet();
            send(exchange, 500, "{\"message\":\"device or resource busy\"}".getBytes(StandardCharsets.UTF_8));
        } else if (path.endsWith("/containers/create")) {
            send(exchange, 201, "{\"Id\":\"a-container\",\"Warnings\":[]}".getBytes(StandardCharsets.UTF_8));
        } else if (path.endsWith("/archive")) {
            send(exchange, 200, Tars.of(Map.of("os-release", "ID=debian")));
        } else if (path.endsWith("/logs")) {
            print(exchange);
        } else {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Goes on for as long as the other end listens. */
    private void print(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream output = exchange.getResponseBody()) {
            while (true) {
                output.write(FRAME);
                output.flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } catch (IOException e) {
            listenerGone.countDown();
        }
    }
}
