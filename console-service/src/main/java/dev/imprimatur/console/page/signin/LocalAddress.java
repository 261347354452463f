package dev.imprimatur.console.page.signin;

import java.net.URI;
import java.util.regex.Pattern;

/** An address of the console's own, as a link of another page may name it. */
final class LocalAddress {
    /** One slash, and nothing that a browser takes for another one or leaves out. */
    private static final Pattern FORM = Pattern.compile("/(?!/)[\\x21-\\x7e&&[^\\\\]]{0,2000}");

    private LocalAddress() {}

    /** The address, if it is one; else the other one. */
    static URI of(String shown, URI other) {
        if (shown == null || !FORM.matcher(shown).matches()) {
            return other;
        }
        try {
            URI address = URI.create(shown);
            return address.getRawAuthority() == null && address.getScheme() == null ? address : other;
        } catch (IllegalArgumentException e) {
            return other;
        }
    }
}
