package dev.imprimatur.planner.catalog;

import java.util.regex.Pattern;

/**
 * What a value of the catalogue may be made of to stand in a Dockerfile: words, never code. No quote, backslash,
 * backtick, {@code $}, {@code #}, {@code <}, {@code >}, {@code ;}, {@code |}, {@code &}, bracket or line break is among
 * them, so that no value can end or continue an instruction, begin a comment or a heredoc, or be run by a shell.
 */
public final class TemplateValue {
    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9 ._+:@/=,~%^*?-]*");

    private TemplateValue() {}

    /**
     * Checks a value.
     *
     * @param name what it is called, for the message
     * @throws IllegalArgumentException if it has another character
     */
    public static String check(String name, String value) {
        if (!WORDS.matcher(value).matches()) {
            int at = value.codePoints()
                    .filter(c -> !WORDS.matcher(Character.toString(c)).matches())
                    .findFirst()
                    .orElseThrow();
            throw new IllegalArgumentException(name + ": " + shown(at)
                    + " is not allowed in a value, only letters, digits, spaces and . _ + : @ / = , ~ % ^ * ? -"
                    + " are; what needs more belongs in the template");
        }
        return value;
    }

    private static String shown(int character) {
        return character > ' ' && character < 0x7F
                ? "'" + Character.toString(character) + "'"
                : String.format("the character U+%04X", character);
    }
}
