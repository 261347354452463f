package dev.imprimatur.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directive that sets the character behind which a line goes on. It stands among the first lines, which are all
 * directives.
 */
final class EscapeDirective {
    /** The character where no directive sets one. */
    static final char USUAL = '\\';

    private static final Pattern DIRECTIVE =
            Pattern.compile("(?s)#\\p{IsWhite_Space}*+([a-zA-Z][a-zA-Z0-9]*+)[\\t\\f\\r ]*+=[\\t\\f\\r ]*+(.+)");

    private static final Set<String> KNOWN = Set.of("syntax", "escape", "check");

    private EscapeDirective() {}

    /** The character that these lines set. */
    static char in(List<String> lines) {
        for (String line : lines) {
            Matcher directive = DIRECTIVE.matcher(Blanks.around(line));
            if (!directive.matches() || !KNOWN.contains(name(directive))) {
                return USUAL;
            }
            if (name(directive).equals("escape")) {
                return directive.group(2).equals("`") ? '`' : USUAL;
            }
        }
        return USUAL;
    }

    private static String name(Matcher directive) {
        return directive.group(1).toLowerCase(Locale.ROOT);
    }
}
