package dev.imprimatur.dockerfile;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A flag of an instruction. The parser has taken the outer quotes and escapes away.
 *
 * @param name its name without dashes
 * @param value what stands behind its equals sign; empty where there is none
 */
public record Flag(String name, String value) {
    private static final Pattern QUOTES = Pattern.compile("[\"'\\\\]");

    static Flag of(String text) {
        String[] parts = text.substring(2).split("=", 2);
        return new Flag(parts[0], parts.length == 1 ? "" : parts[1]);
    }

    /**
     * What the options of this name say in a value such as {@code type=bind,from=build}. BuildKit reads quotes in it
     * that are left aside here, so more may be taken for an option than BuildKit takes.
     */
    public List<String> options(String option) {
        return Arrays.stream(plain(value).split(","))
                .map(each -> each.split("=", 2))
                .filter(pair -> pair.length == 2 && pair[0].equalsIgnoreCase(option))
                .map(pair -> pair[1])
                .toList();
    }

    /** A text without quotes and escapes. */
    static String plain(String text) {
        return QUOTES.matcher(text).replaceAll("");
    }
}
