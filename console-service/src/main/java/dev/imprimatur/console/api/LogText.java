package dev.imprimatur.console.api;

/** Text of others, fit for one line of a log. */
public final class LogText {
    private static final int LONGEST = 300;

    private LogText() {}

    /** The text without what would begin a line of its own or a terminal would obey, and cut where it is long. */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]", "?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
