package dev.imprimatur.console.page.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** Reads lines of any length in little memory: what is beyond a page's width many times over is left out. */
final class LineReader implements AutoCloseable {
    private static final int LONGEST = 2000;

    private final Reader reader;
    private final char[] buffer = new char[16 * 1024];
    private int next;
    private int end;

    LineReader(InputStream text) {
        this.reader = new InputStreamReader(text, StandardCharsets.UTF_8);
    }

    /** The next line; null after the last one. */
    String next() throws IOException {
        if (!filled()) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        while (filled()) {
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            add(line, from, next - from);
            if (next < end) {
                next++;
                break;
            }
        }
        return line.toString();
    }

    private void add(StringBuilder line, int from, int length) {
        int room = LONGEST - line.length();
        if (length <= room) {
            line.append(buffer, from, length);
        } else if (room >= 0) {
            line.append(buffer, from, room).append('…');
        }
    }

    private boolean filled() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, reader.read(buffer));
        }
        return next < end;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
