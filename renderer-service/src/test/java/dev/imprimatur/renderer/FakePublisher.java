package dev.imprimatur.renderer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.messaging.order.HighestPlace;
import dev.imprimatur.messaging.proof.TestSignatures;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Stands in for the publisher: it answers those who show the secret of the installation. The first questions, those of
 * the application's start, find it away. Properties are what a test and its resources share.
 */
public class FakePublisher implements QuarkusTestResourceLifecycleManager {
    /** The highest place that it knows when the application starts: of 2100. */
    public static final long AT_START = 4_102_444_800_000L;

    /** How often it is asked before it answers for the first time. */
    public static final int AWAY_AT_START = 2;

    private static final String PLACE = "imprimatur.test.publisher.place";
    private static final String MANNER = "imprimatur.test.publisher.manner";
    private static final String ASKED = "imprimatur.test.publisher.asked";
    private static final String SECRET = "the-secret-that-is-shown-by-the-renderer";

    private HttpServer server;

    /** How it answers. */
    public enum Manner {
        GENUINE,
        AWAY,
        UNKNOWN_PATH,
        SIGNED_BY_A_STRANGER,
        TO_ANOTHER_QUESTION,
        OF_ANOTHER_TYPE,
        UNSIGNED,
        NULL,
        NO_JSON,
        TOO_LARGE
    }

    /** From now on it answers so. */
    public static void answers(Manner manner, long place) {
        System.setProperty(PLACE, Long.toString(place));
        System.setProperty(MANNER, manner.name());
    }

    /** How often it was asked. */
    public static int asked() {
        return Integer.getInteger(ASKED, 0);
    }

    @Override
    public Map<String, String> start() {
        System.clearProperty(ASKED);
        answers(Manner.GENUINE, AT_START);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
            Path secret = Files.writeString(Files.createTempFile("imprimatur-peers", ""), SECRET + "\n");
            return Map.of(
                    "imprimatur.renderer.publisher",
                    "http://localhost:" + server.getAddress().getPort(),
                    "imprimatur.http.peer-secret",
                    secret.toString(),
                    "imprimatur.messaging.start-wait",
                    "20s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        int asked = asked() + 1;
        // Counted before the answer, which the renderer may not read to its end.
        System.setProperty(ASKED, Integer.toString(asked));
        String nonce = exchange.getRequestURI().getQuery().substring("nonce=".length());
        Manner manner = asked <= AWAY_AT_START ? Manner.AWAY : Manner.valueOf(System.getProperty(MANNER));
        boolean peer = ("Bearer " + SECRET).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && exchange.getRequestURI().getPath().equals(HighestPlace.PATH);
        byte[] body = body(manner, nonce).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(peer ? status(manner) : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static int status(Manner manner) {
        return switch (manner) {
            case AWAY -> 503;
            case UNKNOWN_PATH -> 404;
            default -> 200;
        };
    }

    private static String body(Manner manner, String nonce) {
        return switch (manner) {
            case GENUINE -> signed(nonce, HighestPlace.TYPE, TestSignatures.publisher());
            case TOO_LARGE -> " ".repeat(2 << 20) + signed(nonce, HighestPlace.TYPE, TestSignatures.publisher());
            case SIGNED_BY_A_STRANGER -> signed(nonce, HighestPlace.TYPE, SigningKey.generate());
            case TO_ANOTHER_QUESTION -> signed("another question", HighestPlace.TYPE, TestSignatures.publisher());
            case OF_ANOTHER_TYPE -> signed(nonce, "https://imprimatur.dev/tags/v1", TestSignatures.publisher());
            case UNSIGNED -> "{\"place\":" + System.getProperty(PLACE) + "}";
            case NULL -> "null";
            case AWAY, UNKNOWN_PATH, NO_JSON -> "<html>";
        };
    }

    private static String signed(String nonce, String type, SigningKey key) {
        SignedEnvelope envelope = SignedEnvelope.of(
                Statement.of("places", HighestPlace.subject(nonce), type, new HighestPlace(Long.getLong(PLACE)))
                        .sign(key));
        return EventJson.MAPPER.valueToTree(envelope).toString();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
