package dev.imprimatur.cli;

import dev.imprimatur.cli.console.LogRecord;
import dev.imprimatur.cli.output.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A log as its service keeps it, its digests made as the documentation tells, independently of the product's code. */
final class RecordedLog {
    static final String TIME = "2026-11-24T03:00:12.345Z ";

    private final List<LogRecord> records = new ArrayList<>();
    private String head;

    RecordedLog(String id) {
        head = digest(id);
    }

    /** Adds a record with these lines, the same time in front of each. */
    RecordedLog add(int attempt, String lines) {
        String timed = lines.replaceAll("(?m)^(?=.)", TIME);
        int seq = records.size() + 1;
        String digest = digest(head + "\n" + seq + "\n" + attempt + "\n" + timed);
        records.add(new LogRecord(seq, attempt, head, digest, gzip(timed)));
        head = digest;
        return this;
    }

    /** Changes a record's lines without a new digest. */
    RecordedLog tamper(int seq, String lines) {
        LogRecord was = records.get(seq - 1);
        records.set(seq - 1, new LogRecord(seq, was.attempt(), was.previous(), was.digest(), gzip(lines)));
        return this;
    }

    RecordedLog damage(int seq) {
        LogRecord was = records.get(seq - 1);
        records.set(seq - 1, new LogRecord(seq, was.attempt(), was.previous(), was.digest(), new byte[] {1, 2, 3}));
        return this;
    }

    RecordedLog remove(int seq) {
        records.remove(seq - 1);
        return this;
    }

    String head() {
        return head;
    }

    String records() {
        return Json.text(records);
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
