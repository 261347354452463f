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
 */
public record Reader(String owner, String key, Instant endsAt, List<Scope> scopes) {
    /** The field of each form that holds the key. */
    public static final String KEY = "key";

    /** On pages that say that something went wrong: nothing is pressed on these. */
    public static final Reader UNKNOWN = new Reader(null, null, null, List.of());

    static Reader of(Session session, AccessConfig config) {
        return new Reader(
                session.token().owner,
                session.formKey(),
                session.endsAt(),
                config.writing() == AccessConfig.Mode.OPEN
                        ? Arrays.asList(Scope.values())
                        : session.token().scopes());
    }

    static Reader stranger(AccessConfig config) {
        return config.writing() == AccessConfig.Mode.OPEN
                ? new Reader(null, null, null, Arrays.asList(Scope.values()))
                : UNKNOWN;
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
        return owner == null ? "needs a sign-in: ./imprimatur open" : "needs the scope " + scope;
    }
}
