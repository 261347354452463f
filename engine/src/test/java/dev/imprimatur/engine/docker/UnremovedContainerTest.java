package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.fixture.Tars;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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
    private final CountDownLatch listenerThere = new CountDownLatch(1);
    private final CountDownLatch listenerGone = new CountDownLatch(1);
    private StubEngine stub;
    private Engine engine;

    @BeforeEach
    void start() throws IOException {
        stub = new StubEngine(this::answer);
        engine = stub.engine();
    }

    @AfterEach
    void stop() {
        stub.close();
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

        // The output is asked for beside the start.
        assertThat(listenerThere.await(20, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(container::close).isInstanceOf(EngineException.class);

        assertThat(listenerGone.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("DELETE")) {
            removals.incrementAndGet();
            StubEngine.send(exchange, 500, "{\"message\":\"device or resource busy\"}");
        } else if (path.endsWith("/containers/create")) {
            StubEngine.send(exchange, 201, "{\"Id\":\"a-container\",\"Warnings\":[]}");
        } else if (path.endsWith("/archive")) {
            StubEngine.send(exchange, 200, Tars.of(Map.of("os-release", "ID=debian")));
        } else if (path.endsWith("/logs")) {
            print(exchange);
        } else {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }
    }

    /** Goes on for as long as the other end listens. */
    private void print(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        listenerThere.countDown();
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
