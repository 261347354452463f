package dev.imprimatur.console.page.log;

import java.io.IOException;
import java.io.InputStream;
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

    /**
     * Reads a log to its end.
     *
     * @param from the number of the first line to show; 0 for the last lines
     * @param q what is searched for; empty for nothing
     * @param timed whether each line begins with the time at which it came
     */
    static Excerpt read(InputStream log, long from, String q, boolean timed) throws IOException {
        String wanted = q.toLowerCase(Locale.ROOT);
        Deque<Line> lines = new ArrayDeque<>();
        List<Long> hits = new ArrayList<>();
        long total = 0;
        long hitCount = 0;
        try (LineReader reader = new LineReader(log)) {
            for (String text = reader.next(); text != null; text = reader.next()) {
                total++;
                Line line = (timed ? Line.timed(total, text) : new Line(total, null, text, false)).searched(wanted);
                if (line.hit() && ++hitCount <= MOST_HITS) {
                    hits.add(total);
                }
                if (from == 0 || total >= from && total < from + MOST) {
                    lines.add(line);
                }
                if (lines.size() > MOST) {
                    lines.removeFirst();
                }
            }
        }
        return new Excerpt(List.copyOf(lines), total, hits, hitCount);
    }
}
