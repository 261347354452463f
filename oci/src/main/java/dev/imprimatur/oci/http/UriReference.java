package dev.imprimatur.oci.http;

import java.net.URI;

/** An address that an answer names, which may be relative to its own. */
public final class UriReference {
    private UriReference() {}

    /**
     * Resolves it as RFC 3986 has it. Of a query alone Java's {@link URI#resolve(String)} leaves out what is behind the
     * last slash of the path.
     *
     * @throws IllegalArgumentException if it is no URI
     */
    public static URI resolve(URI from, String reference) {
        return reference.startsWith("?")
                ? URI.create(from.getScheme() + "://" + from.getRawAuthority() + from.getRawPath() + reference)
                : from.resolve(reference);
    }
}
