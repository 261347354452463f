package dev.imprimatur.places;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * A mirror that commands of builds and tests fetch packages from. It is well if it answers: what it says of the address
 * that it is asked for does not matter, unless that it is overloaded or broken.
 */
final class MirrorPlace implements Place {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(SOON)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final URI address;

    /** @throws IllegalArgumentException if nothing can be asked there */
    MirrorPlace(URI address) {
        if (address.getHost() == null || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
            throw new IllegalArgumentException("imprimatur.places.mirrors has '" + address
                    + "', expected addresses such as https://packages.example.com/");
        }
        this.address = address;
    }

    /** Without a login that may stand in the address. */
    @Override
    public String name() {
        return "package mirror " + address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }

    @Override
    public Optional<String> trouble() {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(SOON)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            int status =
                    HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 429 || status >= 500 ? Optional.of("it answers " + status) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
