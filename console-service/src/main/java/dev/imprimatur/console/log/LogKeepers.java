package dev.imprimatur.console.log;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.events.LogId;
import dev.imprimatur.httpaccess.Peers;
import dev.imprimatur.oci.http.TimedBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The services that keep logs. A log's id says which one; each of its replicas knows them all. */
@ApplicationScoped
public class LogKeepers {
    /** With each piece of an answer: longer than a followed log gives no sign of life. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LONGEST_MESSAGE = 1000;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    @Inject
    ConsoleConfig config;

    @Inject
    Peers peers;

    /**
     * The answer of the service that keeps this log. Reading it throws {@link UncheckedIOException} once nothing comes
     * for a while.
     *
     * @param rest what is asked of the log: the rest of the address
     * @throws ApiException if no service keeps it, or not any more, or none of them answers
     */
    public InputStream open(String id, String rest) {
        LogId log = parsed(id);
        ApiException trouble = missing(id);
        for (URI keeper : keepers(log.keeper())) {
            try {
                HttpResponse<InputStream> response = client.send(
                        peers.request(keeper.resolve("/api/logs/" + log + rest))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                InputStream body = new TimedBody(response.body(), PATIENCE);
                if (response.statusCode() == 200) {
                    return body;
                }
                String told = read(body);
                if (response.statusCode() == 410) {
                    throw ApiException.gone(told.strip());
                }
                if (response.statusCode() == 404) {
                    throw missing(id);
                }
                trouble = unreachable(log, keeper, ApiException.answered(response.statusCode()));
            } catch (IOException | UncheckedIOException e) {
                trouble = unreachable(log, keeper, "no answer (" + e.getClass().getSimpleName() + ")");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable(log, keeper, "the console is stopping");
            }
        }
        throw trouble;
    }

    private static String read(InputStream body) throws IOException {
        try (body) {
            return new String(body.readNBytes(LONGEST_MESSAGE), StandardCharsets.UTF_8);
        }
    }

    private static ApiException missing(String id) {
        return ApiException.notFound("there is no log '" + id + "'");
    }

    private static LogId parsed(String id) {
        try {
            return new LogId(id);
        } catch (IllegalArgumentException e) {
            throw missing(id);
        }
    }

    private List<URI> keepers(LogId.Keeper keeper) {
        return switch (keeper) {
            case BUILDER -> config.builder();
            case TESTER -> config.tester();
            case PUBLISHER -> config.publisher();
        };
    }

    private static ApiException unreachable(LogId log, URI keeper, String what) {
        String service = switch (log.keeper()) {
            case BUILDER -> "builder";
            case TESTER -> "tester";
            case PUBLISHER -> "publisher";
        };
        return ApiException.unreachable("the " + service + " at " + keeper + " (imprimatur.console." + service
                + ") cannot be asked for the log: " + what);
    }
}
