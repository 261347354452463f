package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Quotes and variables, which the engine itself reads in some instructions. */
final class Quotes {
    private static final Set<String> READ_IN =
            Set.of("ENV", "LABEL", "ARG", "USER", "WORKDIR", "COPY", "ADD", "EXPOSE", "VOLUME", "STOPSIGNAL");

    private Quotes() {}

    /** A quote or a variable that is not closed. Behind a backslash the builders do not agree on what a quote is. */
    static Optional<String> wrong(Parts parts) {
        if (!READ_IN.contains(parts.name()) || parts.rest().contains("\\")) {
            return Optional.empty();
        }
        char quote = 0;
        for (char each : parts.rest().toCharArray()) {
            quote = after(each, quote);
        }
        if (quote != 0) {
            return Optional.of(
                    "a " + quote + " of " + parts.name() + " is not closed; write \\" + quote + " for the character");
        }
        return parts.rest().lastIndexOf("${") > parts.rest().lastIndexOf('}')
                        && !parts.rest().contains("'")
                ? Optional.of("a ${ of " + parts.name() + " is not closed")
                : Optional.empty();
    }

    /** The words of a text, with their quotes; a blank within quotes parts none. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(each)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                continue;
            }
            word.append(each);
            if (each == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else {
                quote = after(each, quote);
            }
        }
        words.add(word.toString());
        return words;
    }

    /** The quote within which text goes on behind a character, where it stood within this one; 0 is none. */
    private static char after(char each, char quote) {
        if (quote != 0) {
            return each == quote ? 0 : quote;
        }
        return each == '"' || each == '\'' ? each : 0;
    }
}
