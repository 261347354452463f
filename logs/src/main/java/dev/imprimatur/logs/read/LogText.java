package dev.imprimatur.logs.read;

import dev.imprimatur.logs.store.LineTime;
import dev.imprimatur.logs.store.LogRecord;
import dev.imprimatur.logs.store.LogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** A log as text, written record by record, so that it may be of any size. */
final class LogText {
    private static final int PAGE = 8;

    private final LogStore store;
    private final String id;
    private final Integer attempt;
    private final boolean timestamps;
    private boolean within;

    LogText(LogStore store, String id, Integer attempt, boolean timestamps) {
        this.store = store;
        this.id = id;
        this.attempt = attempt;
        this.timestamps = timestamps;
    }

    void writeTo(OutputStream out) throws IOException {
        Optional<byte[]> earlier = store.earlierText(id);
        if (earlier.isPresent()) {
            write(earlier.get(), out);
        }
        int after = 0;
        for (List<LogRecord> page = page(after); !page.isEmpty(); page = page(after)) {
            for (LogRecord record : page) {
                write(record.text(), out);
                after = record.seq();
            }
        }
    }

    private List<LogRecord> page(int after) {
        return store.records(id, after, attempt, PAGE);
    }

    private void write(byte[] text, OutputStream out) throws IOException {
        if (timestamps) {
            out.write(text);
        } else {
            within = LineTime.writeWithout(text, within, out);
        }
    }
}
