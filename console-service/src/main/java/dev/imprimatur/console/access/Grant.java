package dev.imprimatur.console.access;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who asks, and what they may do.
 *
 * @param owner their name
 * @param token which token of the console's says so; null for one of a provider
 * @param scopes what they may do
 * @param issuer which provider says so; null where the console does
 * @param subject who they are there
 * @param endsAt until when; null for no end
 */
record Grant(String owner, String token, List<Scope> scopes, String issuer, String subject, Instant endsAt) {

    static Grant of(ApiToken token) {
        return new Grant(token.owner, token.id, token.scopes(), token.issuer, token.subject, token.expiresAt);
    }

    boolean covers(Scope needed) {
        return scopes.stream().anyMatch(scope -> scope.covers(needed));
    }

    /** Who lacks a scope, for a message. */
    String holder() {
        return issuer == null ? "the token " + token : "the sign-in of " + owner + " by OIDC";
    }

    /** Its scopes, for a message. */
    String held() {
        return scopes.isEmpty() ? "none" : scopes.stream().map(Scope::toString).collect(Collectors.joining(","));
    }
}
