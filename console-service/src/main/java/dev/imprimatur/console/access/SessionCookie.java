package dev.imprimatur.console.access;

import java.time.Duration;
import java.time.Instant;

/**
 * The cookie of a session. Browsers keep one jar for all ports of a name, so each installation has a name of its own.
 *
 * @param installation which one it is of
 * @param encrypted whether the browser asks over https
 */
record SessionCookie(String installation, boolean encrypted) {
    private static final int DIGITS = 8;

    String name() {
        String name = "imprimatur-" + SecretText.hash(installation).substring(0, DIGITS);
        return encrypted ? "__Host-" + name : name;
    }

    /** Has the browser keep it. */
    String set(Session session, Instant now) {
        return header(
                session.cookie().text(), Duration.between(now, session.endsAt()).toSeconds());
    }

    /** Has the browser forget it. */
    String cleared() {
        return header("", 0);
    }

    private String header(String value, long seconds) {
        return name() + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                + (encrypted ? "; Secure" : "");
    }
}
