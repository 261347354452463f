package dev.imprimatur.logs.read;

import dev.imprimatur.logs.store.LineIndex;
import dev.imprimatur.logs.store.LineTime;
import dev.imprimatur.logs.store.LogRecord;
import dev.imprimatur.logs.store.LogStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Lines of a log by their numbers, and those that hold a text. Numbers count through all attempts, from 1. No more than
 * a few records and what is answered are in memory, however long the log is.
 */
final class LogLines {
    private static final int PAGE = 4;
    /** Of a longer line the beginning is shown. */
    private static final int LONGEST_LINE = 16 * 1024;

    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final LogStore store;
    private final LineIndex index;
    private final String id;
    private final Integer attempt;

    LogLines(LogStore store, LineIndex index, String id, Integer attempt) {
        this.store = store;
        this.index = index;
        this.id = id;
        this.attempt = attempt;
    }

    /** So many lines from this one on. */
    LogWindow window(long from, int count) {
        return told(new Collector(from, count, null));
    }

    /** So many of those lines from this one on that hold the text, in whatever case; all hits are counted. */
    LogWindow search(String text, long from, int count) {
        return told(new Collector(from, count, text.toLowerCase(Locale.ROOT)));
    }

    private LogWindow told(Collector lines) {
        Optional<byte[]> earlier = store.earlierText(id);
        if (earlier.isPresent()) {
            byte[] text = earlier.get();
            lines.take(new LogRecord(1, 1, null, null, null, null), text, 1);
            lines.end();
            long total = LineIndex.lines(text);
            return lines.window(total, List.of(new LogWindow.Lines(1, 1, total)));
        }
        List<LineIndex.Block> blocks = index.blocks(id);
        long total = blocks.isEmpty() ? 0 : blocks.getLast().last();
        List<LineIndex.Block> wanted = blocks.stream()
                .filter(block -> attempt == null || block.attempt() == attempt)
                .filter(block -> lines.text != null || block.last() >= lines.from - 1)
                .toList();
        read(wanted, lines);
        return lines.window(total, attempts(blocks));
    }

    private void read(List<LineIndex.Block> wanted, Collector lines) {
        Map<Integer, LineIndex.Block> known = new LinkedHashMap<>();
        wanted.forEach(block -> known.put(block.seq(), block));
        int after = wanted.isEmpty() ? 0 : wanted.getFirst().seq() - 1;
        int end = wanted.isEmpty() ? 0 : wanted.getLast().seq();
        while (after < end && !lines.full()) {
            List<LogRecord> page = store.records(id, after, attempt, PAGE);
            for (LogRecord record : page) {
                if (known.containsKey(record.seq())) {
                    lines.take(record, record.text(), known.get(record.seq()).first());
                }
            }
            if (page.isEmpty()) {
                break;
            }
            after = page.getLast().seq();
        }
        lines.end();
    }

    private static List<LogWindow.Lines> attempts(List<LineIndex.Block> blocks) {
        Map<Integer, LogWindow.Lines> attempts = new LinkedHashMap<>();
        blocks.forEach(block -> attempts.merge(
                block.attempt(),
                new LogWindow.Lines(block.attempt(), block.first(), block.last()),
                (known, more) -> new LogWindow.Lines(known.attempt(), known.first(), more.last())));
        return List.copyOf(attempts.values());
    }

    /** Takes records in their order, and keeps the lines that were asked for. */
    private static final class Collector {
        private final long from;
        private final int count;
        private final String text;
        private final List<LogWindow.Line> kept = new ArrayList<>();
        private final StringBuilder open = new StringBuilder();
        private long bytes;
        private long hits;
        private Long next;
        private long number = 1;
        private int attempt;
        private boolean begun;

        Collector(long from, int count, String text) {
            this.from = from;
            this.count = count;
            this.text = text;
        }

        /** Whether nothing more has to be read: hits are counted to the end. */
        boolean full() {
            return text == null && next != null;
        }

        void take(LogRecord record, byte[] lines, long first) {
            if (begun && record.attempt() != attempt) {
                end();
            }
            begun = true;
            attempt = record.attempt();
            number = first;
            for (int start = 0; start < lines.length && !full(); ) {
                int end = start;
                while (end < lines.length && lines[end] != '\n') {
                    end++;
                }
                if (open.length() < LONGEST_LINE) {
                    open.append(new String(lines, start, Math.min(end - start, LONGEST_LINE), StandardCharsets.UTF_8));
                }
                if (end < lines.length) {
                    closed();
                }
                start = end + 1;
            }
        }

        /** What is open has no line end, or not yet. */
        void end() {
            if (open.length() > 0) {
                closed();
            }
        }

        private void closed() {
            String line = open.toString();
            open.setLength(0);
            String said = line.substring(Math.min(LineTime.LENGTH, line.length()));
            if (text == null || said.toLowerCase(Locale.ROOT).contains(text)) {
                hits++;
                keep(line, said);
            }
            number++;
        }

        private void keep(String line, String said) {
            if (number < from || next != null) {
                return;
            }
            if (kept.size() == count || bytes > MOST_BYTES) {
                next = number;
                return;
            }
            bytes += line.length();
            kept.add(new LogWindow.Line(
                    number,
                    attempt,
                    line.substring(0, Math.min(LineTime.LENGTH, line.length())).strip(),
                    said));
        }

        LogWindow window(long total, List<LogWindow.Lines> attempts) {
            return new LogWindow(total, attempts, kept, text == null ? null : hits, next);
        }
    }
}
