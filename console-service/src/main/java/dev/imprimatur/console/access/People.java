package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.httpaccess.TextLimit;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/** People as the provider knows them, and what they may do here. */
@ApplicationScoped
class People {
    private static final Logger LOG = Logger.getLogger(People.class);
    /** The signature of {@code alg: none} is empty. */
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String CHALLENGE = "Bearer error=\"invalid_token\"";

    @Inject
    ProviderConfig config;

    @Inject
    TenantIdentityProvider provider;

    @Inject
    ProviderPatience patience;

    /** Whether that is a token of the provider, by its form. */
    boolean areShownBy(String bearer) {
        return config.configured() && JWT.matcher(bearer).matches();
    }

    /**
     * Who shows this access token.
     *
     * @throws ApiException if it counts for nothing here
     */
    Grant shown(String jwt) {
        try {
            SecurityIdentity identity = patience.await(provider.authenticate(new AccessTokenCredential(jwt)), PATIENCE);
            if (identity.getPrincipal() instanceof JsonWebToken token && isOfASignIn(token)) {
                throw refused("it is an ID token; send the access token");
            }
            if (config.audience().filter(own -> !isFor(own, identity)).isPresent()) {
                throw refused(TokenFlaw.OF_ANOTHER_AUDIENCE);
            }
            return grant(identity);
        } catch (AuthenticationFailedException e) {
            LOG.debug("a token was refused", e);
            throw refused(TokenFlaw.of(e, jwt));
        } catch (OIDCException | TimeoutException e) {
            throw away(e);
        }
    }

    /** What the provider says of who it signed in. */
    Grant grant(SecurityIdentity identity) {
        JsonWebToken token = (JsonWebToken) identity.getPrincipal();
        String name = ApiException.checked(TextLimit.PERSON, "the name that the provider gives", token.getName());
        return new Grant(
                name, null, config.scopes(identity.getRoles()), token.getIssuer(), token.getSubject(), endOf(token));
    }

    private static Instant endOf(JsonWebToken token) {
        return token.getExpirationTime() == 0 ? null : Instant.ofEpochSecond(token.getExpirationTime());
    }

    /** How who has this grant gets another scope. */
    String howToGet(Scope scope, Grant grant) {
        return grant.issuer() == null
                ? "an admin makes another one by imprimatur tokens create --scope " + scope
                : "the OIDC provider gives it by the role "
                        + String.join(" or ", new TreeSet<>(config.roles().of(scope)));
    }

    /** The provider that would know does not answer. */
    ApiException away(Throwable why) {
        LOG.warnf("the provider %s does not answer: %s", config.url().orElse(""), why);
        return ApiException.unreachable(
                "the OIDC provider " + config.url().orElse("")
                        + " does not answer, or not as one: try again later; tokens of the console, and who is signed in, go on");
    }

    private static boolean isFor(String audience, SecurityIdentity identity) {
        return identity.getPrincipal() instanceof JsonWebToken token
                && token.getAudience() != null
                && token.getAudience().contains(audience);
    }

    private static boolean isOfASignIn(JsonWebToken token) {
        return "ID".equals(token.getClaim("typ")) || token.containsClaim("at_hash");
    }

    private static ApiException refused(String why) {
        return ApiException.unauthorized("the token of the OIDC provider counts for nothing here: " + why, CHALLENGE);
    }
}
