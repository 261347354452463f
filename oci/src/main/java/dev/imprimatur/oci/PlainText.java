package dev.imprimatur.oci;

import java.util.regex.Pattern;

/**
 * Text that came from elsewhere, made fit for one line of a log, a table or a terminal: it begins no line of its own,
 * hides nothing and turns nothing round.
 */
public final class PlainText {
    /** Control characters, those that format, lone halves of pairs, and separators of lines. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\x{2028}\\x{2029}]");

    private static final int LONGEST = 8 * 1024;

    private PlainText() {}

    /** The text with a question mark for each character that is more than to be seen; null stays null. */
    public static String of(String text) {
        return text == null ? null : HARMFUL.matcher(text).replaceAll("?");
    }

    /** The same, and no longer than a reader can bear: 8 KiB. */
    public static String bounded(String text) {
        return bounded(text, LONGEST);
    }

    /** The same, and no longer than this many characters. */
    public static String bounded(String text, int most) {
        return text == null || text.length() <= most ? of(text) : of(text.substring(0, most)) + "…";
    }

    /** Whether this character is more than to be seen; a line break is. */
    public static boolean harmful(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
