package dev.imprimatur.logs.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.zip.GZIPInputStream;

/**
 * A piece of a log, as it lies in the store.
 *
 * @param seq its number in the log, counted from 1
 * @param attempt the attempt that wrote it
 * @param keptAt when it was stored
 * @param previous the digest of the record before
 * @param digest its own, see {@link LogPosition}
 * @param content lines in UTF-8, each with its time in front, compressed by gzip
 */
public record LogRecord(int seq, int attempt, Instant keptAt, String previous, String digest, byte[] content) {

    /**
     * The lines.
     *
     * @throws UncheckedIOException if the content is no longer what gzip made
     */
    public byte[] text() {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("record " + seq + " cannot be unpacked: " + e.getMessage(), e);
        }
    }
}
