package dev.imprimatur.renderer.feed;

import dev.imprimatur.places.Place;
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
 * The site of a feed. It is well if it answers: what it says of the address that it is asked for does not matter, unless
 * that it is overloaded or broken.
 */
public final class FeedPlace implements Place {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final URI address;

    /** The site of this address, which feeds may be asked at. */
    public FeedPlace(URI address) {
        this.address = address;
    }

    @Override
    public String name() {
        return "feed " + address.getAuthority();
    }

    /** By GET, since not every site answers HEAD; of the answer only its beginning is read. */
    @Override
    public Optional<String> trouble() {
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
