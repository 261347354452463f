package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Instants;
import dev.imprimatur.httpaccess.TextLimit;
import java.time.Instant;
import java.util.List;

/**
 * A token that is asked for.
 *
 * @param owner whose it is to be
 * @param scopes what it is to be good for
 * @param expiresAt until when; null for no end
 */
record TokenOrder(String owner, List<String> scopes, Instant expiresAt) {

    ApiToken token(TokenText text, Instant now) {
        String checked = ApiException.checked(TextLimit.PERSON, "owner", owner);
        if (checked == null || checked.isBlank()) {
            throw ApiException.invalid("owner", "expected whose token it is to be, such as ci or alice");
        }
        if (scopes == null || scopes.isEmpty()) {
            throw ApiException.invalid("scopes", "expected at least one of read, rebuild, rollback, admin");
        }
        if (expiresAt != null && !(expiresAt.isAfter(now) && Instants.isKept(expiresAt))) {
            throw ApiException.invalid("expiresAt", "expected a time to come, before the year 10000");
        }
        ApiToken token = ApiToken.of(
                text, checked.strip(), scopes.stream().map(TokenOrder::scope).toList(), now);
        token.expiresAt = expiresAt;
        return token;
    }

    private static Scope scope(String name) {
        try {
            return Scope.of(name);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("scopes", e.getMessage());
        }
    }
}
