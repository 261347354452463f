package dev.imprimatur.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.ConsoleException.Kind;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.oci.http.TimedBody;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The console's REST interface. Every method throws {@link ConsoleException} if the console does not answer, or not
 * with what it was asked for.
 */
public final class ConsoleClient implements AutoCloseable {
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(15), Duration.ofSeconds(30));
    private static final Duration PATIENCE_WITH_PLANS = Duration.ofSeconds(75);
    private static final Duration PATIENCE_WITH_TEXTS = Duration.ofMinutes(5);

    /**
     * How long the console is waited for.
     *
     * @param answer for an answer, to its last byte
     * @param quiet for a line of a log that is followed: longer than the console gives no sign of life
     */
    public record Patience(Duration answer, Duration quiet) {}

    private final ConsoleConnection connection;
    private final Patience patience;

    /**
     * A client of the console at this address.
     *
     * @param installation which installation it has to belong to: several may run side by side, and what answers may be
     *     another's
     * @param token what is shown to it, once it is known to be of that installation; it never follows the console
     *     elsewhere
     */
    public ConsoleClient(URI console, Optional<String> installation, Optional<String> token) {
        this(console, installation, token, PATIENCE);
    }

    /** The same with another patience. */
    public ConsoleClient(URI console, Optional<String> installation, Optional<String> token, Patience patience) {
        this.patience = patience;
        this.connection = new ConsoleConnection(console, installation, token);
    }

    /** Where the console is. */
    public URI address() {
        return connection.console();
    }

    /** A link by which a browser signs in as whose token is shown, once and soon; empty if none is. */
    public Optional<URI> signIn() {
        return connection
                .token()
                .map(shown -> address()
                        .resolve(post("/api/sign-ins", patience.answer(), Map.of())
                                .path("path")
                                .asText()));
    }

    /** Asks for a rebuild; the answer is the rebuild. */
    public JsonNode requestRebuild(Map<String, Object> order) {
        return post("/api/rebuilds", patience.answer(), order);
    }

    /** Has a rebuild cancelled; the answer is the rebuild. */
    public JsonNode cancel(String rebuild, Map<String, Object> order) {
        return post("/api/rebuilds/" + encoded(rebuild) + "/cancel", patience.answer(), order);
    }

    /** What a rebuild would do. */
    public JsonNode plan(Map<String, Object> order) {
        return post("/api/plan", PATIENCE_WITH_PLANS, order);
    }

    /** Asks for a rollback; the answer is the rollback. */
    public JsonNode requestRollback(Map<String, Object> order) {
        return post("/api/rollbacks", patience.answer(), order);
    }

    /** One rollback. */
    public JsonNode rollback(String id) {
        return get("/api/rollbacks/" + encoded(id));
    }

    /** Which digest each tag of what the reference names had, from when to when. */
    public JsonNode history(String reference) {
        return get("/api/tags/history?reference=" + encoded(reference));
    }

    /** What each mirror lacks. */
    public JsonNode mirrors() {
        return get("/api/mirrors");
    }

    /** The blocked digests. */
    public JsonNode blocks() {
        return get("/api/blocks");
    }

    /** Published tags that differ in the registry. */
    public JsonNode drift() {
        return get("/api/drift");
    }

    /** What services could not handle. */
    public DeadLetters deadLetters() {
        return new DeadLetters(this);
    }

    /** Lets a blocked digest be published again. */
    public void unblock(String digest) {
        delete("/api/blocks/", digest);
    }

    /** What waits, in one stage or in all if it is null. */
    public JsonNode queue(String stage, int limit) {
        return get("/api/queue?limit=" + limit + (stage == null ? "" : "&stage=" + encoded(stage)));
    }

    /** Builders and testers, and what each is doing. */
    public JsonNode workers() {
        return get("/api/workers");
    }

    /** The newest rebuilds. */
    public JsonNode rebuilds() {
        return get("/api/rebuilds");
    }

    /** One rebuild with its images. */
    public JsonNode rebuild(String id) {
        return get("/api/rebuilds/" + encoded(id));
    }

    /** What became of the images of a rebuild: the first ones, by name, after this one. */
    public JsonNode rebuildImages(String id, String after, int limit) {
        return get("/api/rebuilds/" + encoded(id) + "/images?after=" + encoded(after) + "&limit=" + limit);
    }

    /** The published images that the selection picks, all without one. */
    public JsonNode images(String select) {
        return get("/api/images" + (select == null ? "" : "?select=" + encoded(select)));
    }

    /** Everything that is known of what the reference names. */
    public JsonNode why(String reference) {
        return get("/api/why?reference=" + encoded(reference));
    }

    /** What failed and then passed without a change since then, or in the last 30 days. */
    public JsonNode flakes(Instant since) {
        return get("/api/flakes" + (since == null ? "" : "?since=" + encoded(since.toString())));
    }

    /** The text of a log from before logs had records. */
    public String log(String id) {
        return send(connection.request("/api/logs/" + encoded(id), PATIENCE_WITH_TEXTS));
    }

    /** Lines of a log that hold a text, from this number on; of one attempt, or of all if it is null. */
    public JsonNode search(String id, String text, long from, Integer attempt) {
        return get("/api/logs/" + encoded(id) + "/lines?q=" + encoded(text) + "&from=" + from
                + (attempt == null ? "" : "&attempt=" + attempt));
    }

    /** The next records of a log, at most 16 of them. */
    public List<LogRecord> records(String id, int after) {
        return Json.list(get("/api/logs/" + encoded(id) + "/records?after=" + after), LogRecord.class);
    }

    /**
     * Follows a log while it grows.
     *
     * @param attempt only this attempt's records, all if null
     * @param after the number of the record to go on after
     * @return whether the log has ended; otherwise the connection broke off, nothing came for a while, or the listener
     *     did not want more
     */
    public boolean follow(String id, Integer attempt, int after, LogListener listener) {
        String query = "/follow?after=" + after + (attempt == null ? "" : "&attempt=" + attempt);
        HttpResponse<InputStream> response = connection.exchange(
                connection.request("/api/logs/" + encoded(id) + query, patience.quiet()), BodyHandlers.ofInputStream());
        InputStream timed = new TimedBody(response.body(), patience.quiet());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(timed, StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                throw Refusal.of(address(), response, lines.lines().collect(Collectors.joining("\n")));
            }
            return new LogEvents(listener).read(lines.lines().iterator());
        } catch (IOException | UncheckedIOException e) {
            connection.forget();
            return false;
        }
    }

    /**
     * The events after a sequence number.
     *
     * @param after the number
     * @param topics only those of these topics, all if there are none
     * @param rebuild only those of this rebuild, all if null
     * @param wait how long to wait for one, in seconds
     */
    public List<ConsoleEvent> events(long after, List<String> topics, String rebuild, long wait) {
        String query = Stream.of(
                        Stream.of("after=" + after, "limit=500", "wait=" + wait),
                        topics.stream().map(topic -> "topic=" + encoded(topic)),
                        Optional.ofNullable(rebuild).map(id -> "rebuild=" + encoded(id)).stream())
                .flatMap(parts -> parts)
                .collect(Collectors.joining("&"));
        JsonNode events = json(send(
                connection.request("/api/events?" + query, patience.answer().plusSeconds(wait))));
        return Json.list(events, ConsoleEvent.class);
    }

    /** Breaks off what is still being asked. */
    @Override
    public void close() {
        connection.close();
    }

    /** What the console answers to an order. */
    public JsonNode post(String path, Map<String, Object> order) {
        return post(path, patience.answer(), order);
    }

    /** What the console answers when one of the things at this path is to go. */
    public JsonNode delete(String path, String name) {
        return json(send(connection
                .request(path + encoded(name), patience.answer())
                .header("Content-Type", "application/json")
                .DELETE()));
    }

    JsonNode post(String path, Duration patience, Map<String, Object> body) {
        return json(send(connection
                .request(path, patience)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.text(body)))));
    }

    /** What the console answers at this path. */
    public JsonNode get(String path) {
        return json(send(connection.request(path, patience.answer())));
    }

    private String send(HttpRequest.Builder request) {
        HttpResponse<String> response = connection.exchange(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw Refusal.of(address(), response, response.body());
    }

    private JsonNode json(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ConsoleException(
                    Kind.FAILED, "what answers at " + address() + " is not Imprimatur's console (see --console)");
        }
    }

    /** The text as part of an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
