package dev.imprimatur.cli.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/**
 * A piece of a log as its service keeps it.
 *
 * @param seq its number, counted from 1
 * @param attempt the attempt that wrote it
 * @param previous the digest of the record before
 * @param digest its own
 * @param content lines in UTF-8, each with its time in front, compressed by gzip
 */
public record LogRecord(int seq, int attempt, String previous, String digest, byte[] content) {

    /**
     * The lines.
     *
     * @throws IOException if it is not what gzip made
     */
    public byte[] text() throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return gzip.readAllBytes();
        }
    }
}
