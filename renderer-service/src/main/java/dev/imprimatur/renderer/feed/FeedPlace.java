package dev.imprimatur.renderer.feed;

import dev.imprimatur.feeds.FeedSettings;
import dev.imprimatur.places.Place;
import dev.imprimatur.planner.feed.FeedAwayException;
import dev.imprimatur.planner.feed.FeedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * An address of a feed. It is well if it answers: what it says does not matter, unless that it is overloaded or broken.
 * One that may not be asked is not asked; the plan itself reports that.
 */
public final class FeedPlace implements Place {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int INTERVALS = 12;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final URI address;
    private final FeedSettings settings;

    /** With the settings that say which addresses may be asked. */
    public FeedPlace(URI address, FeedSettings settings) {
        this.address = address;
        this.settings = settings;
    }

    /** Without the query, which may be long. */
    @Override
    public String name() {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return "feed " + address.getHost() + port + address.getPath();
    }

    /** A minute, if the installation's own places are asked every five seconds. */
    @Override
    public int intervals() {
        return INTERVALS;
    }

    /** By GET, since not every site answers HEAD; of the answer only its beginning is read. */
    @Override
    public Optional<String> trouble() {
        try {
            settings.check(address);
        } catch (FeedAwayException e) {
            return Optional.of(e.getMessage());
        } catch (FeedException e) {
            return Optional.empty();
        }
        return asked();
    }

    private Optional<String> asked() {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
            answer.body().close();
            int status = answer.statusCode();
            return status == TOO_MANY || status >= SERVER_ERROR
                    ? Optional.of("it answers with status " + status)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
