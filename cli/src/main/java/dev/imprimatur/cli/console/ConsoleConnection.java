package dev.imprimatur.cli.console;

import dev.imprimatur.cli.console.ConsoleException.Kind;
import dev.imprimatur.oci.http.WholeAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Requests of the console of one installation. Whose it is is asked first, since another one's is not shown the token.
 */
final class ConsoleConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Asked for twice they do no more than once. */
    private static final Set<String> HARMLESS = Set.of("/api/plan", "/api/sign-ins");

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

    private <T> HttpResponse<T> answer(HttpRequest.Builder builder, HttpResponse.BodyHandler<T> body) {
        HttpRequest request = builder.build();
        try {
            return ours(WholeAnswer.of(http, request, body));
        } catch (IOException e) {
            forget();
            throw unanswered(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConsoleException(Kind.FAILED, "interrupted while waiting for the console");
        }
    }

    private ConsoleException unanswered(HttpRequest request, IOException e) {
        if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
            return withoutTls(e.getMessage());
        }
        boolean absent = e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
        Kind kind = absent ? Kind.ABSENT : Kind.UNREACHABLE;
        String path = request.uri().getPath();
        if (absent || request.method().equals("GET") || HARMLESS.contains(path)) {
            return new ConsoleException(
                    kind, "the console at " + console + " does not answer: is it running? ./imprimatur up starts it");
        }
        return new ConsoleException(
                kind,
                Refusal.inCommands("the console at " + console
                        + " gave no answer, so it is not known whether it did what it was asked for: GET "
                        + path.replaceFirst("(/api/[^/]+).*", "$1")
                        + " shows it if it did; look before you ask again"));
    }

    /** Nothing of a request is sent before the handshake has ended. */
    private ConsoleException withoutTls(String cause) {
        return new ConsoleException(
                Kind.ABSENT,
                "there is no TLS with the console at " + console + ", so it was asked for nothing: "
                        + cause.replaceFirst("\\.$", "")
                        + "; its certificate has to be valid, of this name, and of an authority that Java trusts:"
                        + " JAVA_TOOL_OPTIONS='-Djavax.net.ssl.trustStore=FILE"
                        + " -Djavax.net.ssl.trustStorePassword=PASSWORD' names a store with your own");
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
