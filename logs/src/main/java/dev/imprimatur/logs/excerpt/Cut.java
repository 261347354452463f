package dev.imprimatur.logs.excerpt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a text that comes piece by piece, without its middle if it is longer than a limit: whole lines, as far as they
 * fit into half of the limit at its beginning and at its end.
 */
final class Cut {
    private final String id;
    private final long endsAt;
    private final long goesOnAt;
    private long at;
    private long leftOut;
    private boolean ended;
    private boolean goesOn;

    Cut(String id, long bytes, long limit) {
        this.id = id;
        this.endsAt = bytes <= limit ? Long.MAX_VALUE : limit / 2;
        this.goesOnAt = bytes <= limit ? Long.MAX_VALUE : bytes - limit / 2;
    }

    /** How many bytes were left out up to now. */
    long leftOut() {
        return leftOut;
    }

    void write(byte[] text, OutputStream out) throws IOException {
        int from = 0;
        while (from < text.length) {
            int next = endOfLine(text, from);
            line(text, from, next, out);
            at += next - from;
            from = next;
        }
    }

    private void line(byte[] text, int from, int next, OutputStream out) throws IOException {
        ended |= at + (next - from) > endsAt;
        if (!ended || goesOn) {
            out.write(text, from, next - from);
        } else if (at >= goesOnAt) {
            goesOn = true;
            out.write(("[" + leftOut + " bytes are left out here; imprimatur logs " + id + " has all of it]\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(text, from, next - from);
        } else {
            leftOut += next - from;
        }
    }

    private static int endOfLine(byte[] text, int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, text.length);
    }
}
