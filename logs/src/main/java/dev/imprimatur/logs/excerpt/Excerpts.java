package dev.imprimatur.logs.excerpt;

import dev.imprimatur.logs.store.LogRecord;
import dev.imprimatur.logs.store.LogState;
import dev.imprimatur.logs.store.LogStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Makes excerpts of logs, masked and neutralised as they are kept, record by record. */
@ApplicationScoped
public class Excerpts {
    private static final int PAGE = 8;

    @Inject
    ExcerptConfig config;

    @Inject
    LogStore store;

    /** What there is of this log so far; empty if there is none, or none is to be kept elsewhere. */
    public Optional<Excerpt> of(String id) {
        long limit = config.besideImage().asLongValue();
        return limit < 1 ? Optional.empty() : store.state(id).map(state -> of(id, state, limit));
    }

    private Excerpt of(String id, LogState state, long limit) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Cut cut = new Cut(id, state.bytes(), limit);
        try (GZIPOutputStream gzip = new GZIPOutputStream(content)) {
            int after = 0;
            for (List<LogRecord> page = page(id, after); !page.isEmpty(); page = page(id, after)) {
                for (LogRecord record : page) {
                    cut.write(record.text(), gzip);
                    after = record.seq();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Excerpt(content.toByteArray(), state.attempt(), state.bytes(), cut.leftOut());
    }

    private List<LogRecord> page(String id, int after) {
        return store.records(id, after, null, PAGE);
    }
}
