package dev.imprimatur.console;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.ContentType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services that fall silent in the middle of an answer, as one does that is stopped or whose host is gone. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(StalledServicesTest.Silent.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StalledServicesTest {
    private static final String FOLLOWED = "/api/logs/b-0123456789abcdef0123/follow";

    /** More than the console has event loops. */
    private static final int MANY = 2 * Runtime.getRuntime().availableProcessors() + 1;

    /** Says the beginning of whatever it is asked for. */
    public static class Silent extends Neighbour {
        public Silent() {
            super("/");
        }

        @Override
        protected Answer answer(URI asked, String body) {
            boolean log = asked.getPath().startsWith("/api/logs/");
            return new Answer(200, log ? "id:1\nevent:log\ndata:{}\n\n" : "{", false);
        }
    }

    @TestHTTPResource
    URI console;

    @Test
    void whoLeavesAFollowedLogHoldsUpNoOtherReader() throws IOException {
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Socket reader = ask(FOLLOWED);
            assertThat(linesTo(reader, "event:log")).contains("HTTP/1.1 200 OK");
            readers.add(reader);
        }
        for (Socket reader : readers) {
            reader.close();
        }

        for (int i = 0; i < 2 * MANY; i++) {
            try (Socket other = ask("/q/health/live")) {
                other.setSoTimeout(5_000);
                assertThat(linesTo(other, "HTTP/1.1")).contains("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void aFollowedLogOfWhichNothingComesEndsSoThatItsReaderAsksAgain() throws IOException {
        try (Socket reader = ask(FOLLOWED)) {
            reader.setSoTimeout(60_000);
            assertThat(linesTo(reader, "event:log")).isNotEmpty();

            assertThat(linesTo(reader, "0")).as("the last chunk").last().isEqualTo("0");
        }
    }

    @Test
    void noHalfAnswerIsWaitedForForEver() {
        given().contentType(ContentType.JSON)
                .body("{\"select\":\"node/22.*/*\"}")
                .post("/api/rebuilds")
                .then()
                .statusCode(202);

        given().get("/api/dead-letters?service=renderer")
                .then()
                .statusCode(200)
                .body("silent.service", hasItems("renderer"));
    }

    private Socket ask(String path) throws IOException {
        Socket socket = new Socket(console.getHost(), console.getPort());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + console.getPort() + "\r\n\r\n")
                        .getBytes(UTF_8));
        return socket;
    }

    /** What comes up to the line that begins so. */
    private static List<String> linesTo(Socket socket, String last) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = reader.readLine();
            lines.add(line);
        } while (line != null && !line.startsWith(last));
        return lines;
    }
}
