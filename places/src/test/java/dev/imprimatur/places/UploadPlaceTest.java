package dev.imprimatur.places;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry that answers whatever it takes: its place is well, that of its uploads is what they are. */
class UploadPlaceTest {
    private static final String LOST = "{\"errors\": [{\"code\": \"BLOB_UPLOAD_UNKNOWN\", \"message\": \"\"}]}";
    private static final String FULL = "{\"errors\": [{\"code\": \"UNKNOWN\", \"message\": \"\","
            + " \"detail\": \"write /data: no space left on device\"}]}";

    private HttpServer server;
    private Registry registry;
    private UploadPlace uploads;
    private volatile int begins = 202;
    private volatile int ends = 201;
    private volatile String says = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", this::answer);
        server.start();
        registry = Registry.parse("localhost:" + server.getAddress().getPort());
        uploads = new UploadPlace(new RepositoryReference(registry, new Repository("some/images")));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Location", "/v2/some/images/blobs/uploads/1");
            int status = switch (exchange.getRequestMethod()) {
                case "POST" -> begins;
                case "PUT" -> ends;
                default -> 200;
            };
            byte[] body = status < 400 ? new byte[0] : says.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void oneThatTakesThemIsWell() {
        assertThat(uploads.trouble()).isEmpty();
        assertThat(uploads.name()).isEqualTo("uploads to " + registry.host() + "/some/images");
        assertThat(uploads.whole()).isEqualTo("uploads to registry " + registry.host());
    }

    @ParameterizedTest
    @CsvSource({"507, 201", "202, 507", "503, 201", "202, 500"})
    void oneWithoutRoomIsSickThoughItAnswers(int beginning, int end) {
        begins = beginning;
        ends = end;
        says = FULL;

        assertThat(uploads.trouble()).hasValueSatisfying(why -> assertThat(why).contains("no space left on device"));
        assertThat(new RegistryPlace(registry).trouble()).isEmpty();
    }

    @Test
    void oneThatLosesTheUploadsThatItBeganIsSick() {
        ends = 404;
        says = LOST;

        assertThat(uploads.trouble()).hasValueSatisfying(why -> assertThat(why).contains("BLOB_UPLOAD_UNKNOWN"));
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "404", "405"})
    void whatIsRefusedIsReportedByTheWork(int status) {
        begins = status;

        assertThat(uploads.trouble()).isEmpty();
    }

    @Test
    void oneThatDoesNotAnswerIsSick() {
        server.stop(0);

        assertThat(uploads.trouble()).isPresent();
    }
}
