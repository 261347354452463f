package dev.imprimatur.oci.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user's name and password at a registry.
 *
 * @param user the name
 * @param password the secret; never part of the text form
 */
record Login(String user, String password) {

    /** The value of the HTTP header {@code Authorization} with it. */
    String basic() {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return "login of " + user;
    }
}
