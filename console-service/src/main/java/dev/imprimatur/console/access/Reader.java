package dev.imprimatur.console.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Who reads a page, and what they may press on it.
 *
 * @param owner whose token they signed in by; null if they did not
 * @param key what their forms hold; null if they did not
 * @param endsAt until when; null if they did not
 * @param scopes what they may do
 * @param signIn where they can sign in; null if they did, or only by a link
 */
public record Reader(String owner, String key, Instant endsAt, List<Scope> scopes, String signIn) {
    /** The field of each form that holds the key. */
    public static final String KEY = "key";

    static Reader of(Session session, AccessConfig config) {
        return new Reader(
                session.token().owner,
                session.formKey(),
                session.endsAt(),
                config.writing() == AccessConfig.Mode.OPEN
                        ? Arrays.asList(Scope.values())
                        : session.token().scopes(),
                null);
    }

    static Reader stranger(AccessConfig config, String signIn) {
        List<Scope> scopes = config.writing() == AccessConfig.Mode.OPEN ? Arrays.asList(Scope.values()) : List.of();
        return new Reader(null, null, null, scopes, signIn);
    }

    /** A number for one press of a button: pressed twice, it is the same request. */
    public String request() {
        return UUID.randomUUID().toString();
    }

    /** Why they may not do what needs this scope; null if they may. */
    public String off(String scope) {
        if (scopes.stream().anyMatch(each -> each.covers(Scope.of(scope)))) {
            return null;
        }
        if (owner != null) {
            return "needs the scope " + scope;
        }
        return signIn == null ? "needs a sign-in: ./imprimatur open" : "needs a sign-in, at the foot of the page";
    }
}
