package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two that clear one engine at once: each removes what the other has found too. */
class RemovedMeanwhileTest {
    private final AtomicInteger removals = new AtomicInteger();
    private String refusal;
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
    void whatTheOtherOneRemovedIsGoneAndTheRestGoesToo() {
        refusal = "unrecognized image ID sha256:1";

        engine.prune("a-label", "a");

        assertThat(removals).hasValue(2);
    }

    @Test
    void anotherTroubleIsOne() {
        refusal = "device or resource busy";

        assertThatThrownBy(() -> engine.prune("a-label", "a")).isInstanceOf(EngineException.class);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("DELETE")) {
            boolean first = removals.incrementAndGet() == 1;
            StubEngine.send(exchange, first ? 500 : 200, first ? "{\"message\":\"" + refusal + "\"}" : "[]");
        } else if (path.endsWith("/images/json")) {
            StubEngine.send(exchange, 200, "[{\"Id\":\"sha256:1\"},{\"Id\":\"sha256:2\"}]");
        } else {
            StubEngine.send(exchange, 200, "[]");
        }
    }
}
