package dev.imprimatur.cli.console;

import dev.imprimatur.cli.console.ConsoleException.Kind;
import dev.imprimatur.oci.http.WholeAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Requests of the console of one installation. Whose it is is asked first, since another one's is not shown the token.
 */
final class ConsoleConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String INSTALLATION = "Imprimatur-Installation";

    private final HttpClient http;
    private final URI console;
    private final Optional<String> installation;
    private final Optional<String> token;
    private volatile boolean known;

    ConsoleConnection(URI console, Optional<String> installation, Optional<String> token) {
        this.console = console;
        this.installation = installation;
        this.token = token;
        this.http = Connections.to(console).connectTimeout(PATIENCE).build();
        this.known = !toBeAsked();
    }

    private boolean toBeAsked() {
        return installation.isPresent() && token.isPresent();
    }

    URI console() {
        return console;
    }

    Optional<String> token() {
        return token;
    }

    /** A request of this path that shows the token. */
    HttpRequest.Builder request(String path, Duration timeout) {
        HttpRequest.Builder request = withoutToken(path, timeout);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private HttpRequest.Builder withoutToken(String path, Duration timeout) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(console.resolve(path)).timeout(timeout);
        // So it can refuse before it does anything.
        installation.ifPresent(id -> request.header(INSTALLATION, id));
        return request;
    }

    /**
     * The answer of the console.
     *
     * @throws ConsoleException if there is none, or it is another installation's
     */
    <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        if (!known) {
            HttpResponse<Void> live = answer(withoutToken("/q/health/live", PATIENCE), BodyHandlers.discarding());
            if (live.headers().firstValue(INSTALLATION).isEmpty()) {
                throw new ConsoleException(
                        Kind.FAILED,
                        "what answers at " + console
                                + " does not say whose console it is, so it is not shown the token:"
                                + " ./imprimatur up starts this installation's, and --console names another one");
            }
            known = true;
        }
        return answer(request, body);
    }

    /** What answers next may be another one's. */
    void forget() {
        known = !toBeAsked();
    }

    private <T> HttpResponse<T> answer(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return ours(WholeAnswer.of(http, request.build(), body));
        } catch (IOException e) {
            forget();
            throw new ConsoleException(
                    Kind.UNREACHABLE,
                    "the console at " + console + " does not answer: is it running? ./imprimatur up starts it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConsoleException(Kind.FAILED, "interrupted while waiting for the console");
        }
    }

    private <T> HttpResponse<T> ours(HttpResponse<T> response) {
        Optional<String> answering = response.headers().firstValue(INSTALLATION);
        if (installation.isPresent() && answering.isPresent() && !answering.equals(installation)) {
            throw new ConsoleException(
                    Kind.FAILED,
                    "the console at " + console + " belongs to another installation ("
                            + answering.get().replaceAll("[^!-~]", "?")
                            + "); this one's (" + installation.get()
                            + ") does not answer there: ./imprimatur up starts it, and --console names another one");
        }
        return response;
    }

    /** Breaks off what is still being asked. */
    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
