package dev.imprimatur.console.page.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * As much of a log as a page holds. A log of 100 MB is read through, not into memory.
 *
 * @param lines some of its lines: from the one that was asked for on, or the last ones
 * @param total how many there are in all
 * @param hits the numbers of lines that hold what is searched for; the first ones
 * @param hitCount how many such lines there are
 */
public record Excerpt(List<Line> lines, long total, List<Long> hits, long hitCount) {
    static final int MOST = 3000;
    private static final int MOST_HITS = 100;
    private static final int LONGEST = 2000;

    /**
     * Reads a log to its end.
     *
     * @param from the number of the first line to show; 0 for the last lines
     * @param q what is searched for; empty for nothing
     */
    static Excerpt read(InputStream log, long from, String q) throws IOException {
        String wanted = q.toLowerCase(Locale.ROOT);
        Deque<Line> lines = new ArrayDeque<>();
        List<Long> hits = new ArrayList<>();
        long total = 0;
        long hitCount = 0;
        try (Reader reader = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8))) {
            for (String text = next(reader); text != null; text = next(reader)) {
                total++;
                boolean hit = !wanted.isEmpty() && text.toLowerCase(Locale.ROOT).contains(wanted);
                if (hit && ++hitCount <= MOST_HITS) {
                    hits.add(total);
                }
                if (from == 0 || total >= from && total < from + MOST) {
                    lines.add(new Line(total, text, hit));
                }
                if (lines.size() > MOST) {
                    lines.removeFirst();
                }
            }
        }
        return new Excerpt(List.copyOf(lines), total, hits, hitCount);
    }

    /** The next line, without what is beyond a page's width many times over; null at the end. */
    private static String next(Reader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        int character = reader.read();
        if (character < 0) {
            return null;
        }
        for (; character >= 0 && character != '\n'; character = reader.read()) {
            if (line.length() < LONGEST) {
                line.append((char) character);
            } else if (line.length() == LONGEST) {
                line.append('…');
            }
        }
        return line.toString();
    }
}
