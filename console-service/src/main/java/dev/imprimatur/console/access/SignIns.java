package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Signing in and out, as pages do it. */
@ApplicationScoped
public class SignIns {
    @Inject
    Sessions sessions;

    @Inject
    Tokens tokens;

    @Inject
    Visitor visitor;

    @Inject
    Caller caller;

    @Inject
    RateCheck rate;

    /**
     * Who a link signs in.
     *
     * @param owner whose token it was asked for with
     * @param scopes what they may do then
     * @param endsAt until when at the latest
     */
    public record Offer(String owner, List<Scope> scopes, Instant endsAt) {}

    /**
     * Who the link signs in; it stays good.
     *
     * @throws ApiException if it is no longer valid
     */
    public Offer offer(String code) {
        return SecretText.of(code)
                .flatMap(sessions::offered)
                .map(token -> new Offer(token.owner, token.scopes(), sessions.endOf(token)))
                .orElseThrow(this::over);
    }

    /**
     * Uses up the link.
     *
     * @return the cookie that the browser is to keep
     * @throws ApiException if it is no longer valid
     */
    public String begin(String code) {
        Session session = SecretText.of(code).flatMap(sessions::begin).orElseThrow(this::over);
        // One browser, one session: the one before does not stay behind.
        visitor.session().ifPresent(sessions::end);
        caller.is(Grant.of(session.token()));
        return visitor.cookie().set(session, tokens.now());
    }

    /**
     * Ends the browser's session, if it has one.
     *
     * @return the cookie that the browser is to forget
     */
    public String end() {
        visitor.session().ifPresent(sessions::end);
        return visitor.cookie().cleared();
    }

    private ApiException over() {
        rate.wrongLink();
        return ApiException.gone("this link was used, or is older than a minute: sign in " + visitor.howToSignIn());
    }
}
