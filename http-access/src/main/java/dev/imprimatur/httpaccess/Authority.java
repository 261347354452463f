package dev.imprimatur.httpaccess;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request or a page names as the server: host and port (RFC 3986, section 3.2), without user information.
 *
 * @param host a name or an address in lower case, an IPv6 address without its brackets
 * @param port empty where none is given
 */
record Authority(String host, String port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-f:.]+)]|([0-9a-z_.-]+))(?::([0-9]{1,5}))?");
    private static final Pattern ORIGIN = Pattern.compile("https?://(.+)", Pattern.CASE_INSENSITIVE);

    /** That of a {@code Host} header; empty if it is missing or has another form. */
    static Optional<Authority> ofHost(String text) {
        Matcher matcher = FORM.matcher(text == null ? "" : text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1) == null ? withoutLastDot(matcher.group(2)) : matcher.group(1);
        return Optional.of(new Authority(name, matcher.group(3) == null ? "" : matcher.group(3)));
    }

    /** That of an {@code Origin} header; empty for {@code null}, and for pages that came from no server. */
    static Optional<Authority> ofOrigin(String text) {
        Matcher matcher = ORIGIN.matcher(text);
        return matcher.matches() ? ofHost(matcher.group(1)) : Optional.empty();
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
