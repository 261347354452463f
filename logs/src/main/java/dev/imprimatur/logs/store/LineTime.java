package dev.imprimatur.logs.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The time that every line of a log begins with: ISO-8601 with milliseconds in UTC, and a space. */
public final class LineTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z '").withZone(ZoneOffset.UTC);
    /** How many characters it has. */
    public static final int LENGTH = "2026-11-24T03:00:12.345Z ".length();

    private LineTime() {}

    /** This time as the beginning of a line. */
    public static String of(Instant time) {
        return FORM.format(time);
    }

    /** The text with this time before each of its lines. */
    static byte[] before(String text, Instant time) {
        String begin = of(time);
        StringBuilder lines = new StringBuilder();
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            int next = end < 0 ? text.length() : end + 1;
            lines.append(begin).append(text, from, next);
            from = next;
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes a piece of a log without the times before its lines.
     *
     * @param within whether the piece before ended within a line, so that this one begins without a time
     * @return whether this piece ends within a line
     */
    public static boolean writeWithout(byte[] text, boolean within, OutputStream out) throws IOException {
        boolean inside = within;
        for (int from = 0; from < text.length; ) {
            int end = from;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            int next = Math.min(end + 1, text.length);
            int begin = inside ? from : Math.min(from + LENGTH, next);
            out.write(text, begin, next - begin);
            inside = end == text.length;
            from = next;
        }
        return inside;
    }
}
