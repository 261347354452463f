package dev.imprimatur.console.access;

import dev.imprimatur.httpaccess.HttpConfig;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The browser that sends the current request, as far as its cookie says it. */
@RequestScoped
public class Visitor {
    @Inject
    CurrentVertxRequest current;

    @Inject
    HttpConfig http;

    @Inject
    AccessConfig config;

    @Inject
    ProviderConfig provider;

    @Inject
    Sessions sessions;

    @Inject
    Tokens tokens;

    @Inject
    Caller caller;

    private Optional<Session> found;

    /** The session that its cookie shows, looked up once a request. */
    Optional<Session> session() {
        if (found == null) {
            found = shown().flatMap(sessions::of);
        }
        return found;
    }

    /** Names its session without showing it; empty where it has none. */
    public String name() {
        return session().map(session -> session.cookie().hash()).orElse("");
    }

    /** What pages know of their reader. */
    public Reader reader() {
        return session().map(session -> Reader.of(session, config)).orElseGet(() -> Reader.stranger(config, signIn()));
    }

    /** The same where it is not known, as the database may be away: nothing is pressed there. */
    public Reader unknown(boolean stranger) {
        return new Reader(null, null, null, List.of(), stranger ? signIn() : null);
    }

    /** Whether the session or token still counts that the request was allowed by, for what goes on after it. */
    public BooleanSupplier allowed() {
        return caller.owner().isPresent() ? unchanged() : () -> true;
    }

    /**
     * Whether it is still signed in, or not, as it is now, and the token still counts that it was allowed by, for what
     * goes on after the request.
     */
    public BooleanSupplier unchanged() {
        if (caller.owner().isPresent() && !caller.looksBySession()) {
            Optional<String> token = caller.token();
            Optional<Instant> end = caller.endsAt();
            return () -> end.filter(tokens.now()::isAfter).isEmpty()
                    && token.map(id -> tokens.active(id).isPresent()).orElse(true);
        }
        return session()
                .<BooleanSupplier>map(
                        session -> () -> sessions.of(session.cookie()).isPresent())
                .orElse(() -> true);
    }

    /** How a person signs in, for a message. */
    String howToSignIn() {
        return provider.configured()
                ? "by \"Sign in\" at the foot of each page, or by ./imprimatur open"
                : "by ./imprimatur open";
    }

    /** Where it can sign in by the provider, and be led back from; null if there is none. */
    private String signIn() {
        if (!provider.configured()) {
            return null;
        }
        HttpServerRequest request = current.getCurrent().request();
        boolean shown = request.method() == HttpMethod.GET && !request.path().startsWith("/sign-in");
        return ProviderSetup.PATH + (shown ? "?back=" + URLEncoder.encode(request.uri(), StandardCharsets.UTF_8) : "");
    }

    /** The cookie's name and rules, for the way in which the current request came. */
    SessionCookie cookie() {
        HttpServerRequest request = current.getCurrent().request();
        // A proxy may speak TLS to the browser alone; the browser says so with each form.
        String origin = request.getHeader("Origin");
        boolean encrypted = "https".equals(request.scheme()) || origin != null && origin.startsWith("https:");
        return new SessionCookie(installation(), encrypted);
    }

    private Optional<SecretText> shown() {
        return shown(true).or(() -> shown(false));
    }

    private Optional<SecretText> shown(boolean encrypted) {
        String name = new SessionCookie(installation(), encrypted).name();
        Set<Cookie> cookies = current.getCurrent().request().cookies(name);
        return cookies.size() == 1 ? SecretText.of(cookies.iterator().next().getValue()) : Optional.empty();
    }

    /** Where installations have no names, as in compose, consoles on one machine have ports of their own. */
    private String installation() {
        HttpServerRequest request = current.getCurrent().request();
        return http.installation()
                .orElse(
                        request.authority() == null
                                ? ""
                                : Integer.toString(request.authority().port()));
    }
}
