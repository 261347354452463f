package dev.imprimatur.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that falls silent in the middle of an answer and keeps the connection. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WholeAnswerTest {
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] half = "half".getBytes(StandardCharsets.UTF_8);
            boolean whole = exchange.getRequestURI().getPath().equals("/whole");
            exchange.sendResponseHeaders(200, whole ? half.length : 2L * half.length);
            exchange.getResponseBody().write(half);
            exchange.getResponseBody().flush();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theEndOfABodyIsNotWaitedForForEver() throws Exception {
        assertThat(get("/whole").body()).isEqualTo("half");

        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> get("/half"));
    }

    @Test
    void whatTheClientThrowsIsThrown() {
        server.stop(0);

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> get("/whole"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return WholeAnswer.of(
                    client,
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(1))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
