package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Signing in by the provider: what it says of a browser becomes an offer, as a link of the command line's is. */
@ApplicationScoped
public class ProviderSignIn {
    private static final Logger LOG = Logger.getLogger(ProviderSignIn.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    ProviderConfig config;

    @Inject
    People people;

    @Inject
    ProviderPatience patience;

    @Inject
    Sessions sessions;

    @Inject
    CurrentVertxRequest current;

    @Inject
    IdentityProviderManager identities;

    @Inject
    OidcSession exchange;

    /**
     * How it goes on.
     *
     * @param provider where the browser has to go first; null if it comes from there
     * @param code what signs it in; null if it has to go there first
     */
    public record Step(URI provider, String code) {}

    /**
     * Leads a browser to the provider, or has what signs it in once it is back.
     *
     * @throws ApiException if it may not, or there is no provider
     */
    public Step step() {
        if (!config.configured()) {
            throw ApiException.notFound(
                    "no OIDC provider is configured (imprimatur.console.oidc.url): ./imprimatur open makes a link");
        }
        try {
            return identity()
                    .map(identity -> new Step(null, offer(people.grant(identity))))
                    .orElseGet(() -> new Step(provider(), null));
        } catch (AuthenticationCompletionException e) {
            if (isOfTheConnection(e)) {
                throw people.away(e);
            }
            LOG.warnf("a sign-in by OIDC failed: %s", LogText.of(String.valueOf(e.getMessage())));
            throw failed();
        } catch (OIDCException | TimeoutException e) {
            throw people.away(e);
        }
    }

    /** Whom the provider sent back; none where the browser was not there, or long ago. */
    private Optional<SecurityIdentity> identity() {
        try {
            return Optional.ofNullable(patience.await(
                            QuarkusHttpUser.getSecurityIdentity(current.getCurrent(), identities), PATIENCE))
                    .filter(identity -> !identity.isAnonymous());
        } catch (AuthenticationFailedException e) {
            LOG.debug("what is left of an exchange is no longer valid", e);
            return Optional.empty();
        }
    }

    /** With what goes there and comes back: state, nonce, and the proof that it is the same browser. */
    private URI provider() {
        HttpAuthenticator authenticator = current.getCurrent().get(HttpAuthenticator.class.getName());
        ChallengeData challenge = patience.await(authenticator.getChallenge(current.getCurrent()), PATIENCE);
        return challenge.getHeaders().entrySet().stream()
                .filter(header -> HttpHeaders.LOCATION
                        .toString()
                        .equalsIgnoreCase(header.getKey().toString()))
                .findFirst()
                .map(header -> URI.create(header.getValue()))
                .orElseThrow(ProviderSignIn::failed);
    }

    private String offer(Grant person) {
        // From here on the console's own session counts, and no other.
        patience.await(exchange.logout(), PATIENCE);
        if (person.scopes().isEmpty()) {
            LOG.warnf("refused %s, who has no role here", LogText.of(person.owner()));
            throw ApiException.forbidden(
                    person.owner() + " may not sign in: the OIDC provider gives none of the roles for read, rebuild,"
                            + " rollback or admin (imprimatur.console.oidc.roles); its administrator can",
                    null);
        }
        return sessions.offer(person, config.session()).text();
    }

    private static ApiException failed() {
        return ApiException.unauthorized(
                "the sign-in by OIDC did not succeed: it was cancelled, used already, begun in another browser or one that"
                        + " keeps no cookies, or what the provider sent does not count here; sign in again",
                null);
    }

    private static boolean isOfTheConnection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof VertxException) {
                return true;
            }
        }
        return false;
    }
}
