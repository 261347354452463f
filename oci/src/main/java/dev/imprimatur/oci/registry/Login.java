package dev.imprimatur.oci.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user's name and password at a registry, or an identity token, which a token server gives tokens for.
 *
 * @param user the name; {@code <token>} if the password is an identity token, as credential helpers have it
 * @param password the secret; never part of the text form
 */
record Login(String user, String password) {
    /** What the header {@code Authorization} begins with that shows one. */
    static final String BASIC = "Basic ";

    private static final String IDENTITY_TOKEN = "<token>";

    static Login ofIdentityToken(String token) {
        return new Login(IDENTITY_TOKEN, token);
    }

    /** Whether the password is an identity token, which no registry takes itself. */
    boolean isIdentityToken() {
        return user.equals(IDENTITY_TOKEN);
    }

    /** The value of the HTTP header {@code Authorization} with it. */
    String basic() {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return BASIC + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return "login of " + user;
    }
}
