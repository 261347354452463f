package dev.imprimatur.cli.log;

import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.ConsoleException.Kind;
import dev.imprimatur.cli.console.LogRecord;
import dev.imprimatur.console.answer.StageLog;
import dev.imprimatur.oci.Digest;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Checks that a log is what it was: each record's digest is made from the one before, and the last one is what the
 * stage's event said. It is computed here from the stored records, so the service that keeps them need not be trusted.
 */
final class LogChain {
    private final ConsoleClient console;
    private final StageLog log;
    private String head;
    private int records;
    private long bytes;

    LogChain(ConsoleClient console, StageLog log) {
        this.console = console;
        this.log = log;
        this.head = digest(log.id().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What came out.
     *
     * @param stage whose log it is
     * @param log its id
     * @param records how many records were checked
     * @param bytes how long their text is
     * @param head the digest of the last one
     * @param sealed whether an event names that digest
     * @param expired that it was removed for its age, so that there is nothing to check any more; or null
     * @param problem what is wrong, or null
     */
    @RecordBuilder
    record Result(
            String stage,
            String log,
            int records,
            long bytes,
            String head,
            boolean sealed,
            String expired,
            String problem) {}

    Result check() {
        String problem;
        String expired = null;
        try {
            problem = log.digest() != null && log.records() == null ? problemOfText() : problemOfRecords();
        } catch (ConsoleException e) {
            problem = e.kind() == Kind.GONE ? null : "it is gone";
            expired = e.kind() == Kind.GONE ? e.getMessage() : null;
            if (e.kind() != Kind.GONE && e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
        boolean sealed = problem == null && expired == null && log.digest() != null;
        return LogChainResultBuilder.builder()
                .stage(log.stage())
                .log(log.id())
                .records(records)
                .bytes(bytes)
                .head(head)
                .sealed(sealed)
                .expired(expired)
                .problem(problem)
                .build();
    }

    private String problemOfText() {
        byte[] text = console.log(log.id()).getBytes(StandardCharsets.UTF_8);
        bytes = text.length;
        head = digest(text);
        return head.equals(log.digest()) ? null : "its text is not what it was: " + differs();
    }

    private String problemOfRecords() {
        for (List<LogRecord> page = console.records(log.id(), 0);
                !page.isEmpty();
                page = console.records(log.id(), records)) {
            for (LogRecord record : page) {
                String problem = problemOf(record);
                if (problem != null) {
                    return "record " + record.seq() + " " + problem;
                }
            }
        }
        if (log.digest() == null) {
            return null;
        }
        if (records != log.records()) {
            return "it has " + records + " records, but the event names " + log.records();
        }
        return head.equals(log.digest()) ? null : "its records were exchanged: " + differs();
    }

    private String differs() {
        return "its digest is " + head + ", but the event says " + log.digest();
    }

    private String problemOf(LogRecord record) {
        if (record.seq() != records + 1) {
            return "comes where record " + (records + 1) + " should be";
        }
        if (!head.equals(record.previous())) {
            return "does not follow the one before: it names " + record.previous() + ", that one is " + head;
        }
        byte[] text;
        try {
            text = record.text();
        } catch (IOException e) {
            return "cannot be unpacked: " + e.getMessage();
        }
        MessageDigest hash = Digest.sha256();
        hash.update((head + "\n" + record.seq() + "\n" + record.attempt() + "\n").getBytes(StandardCharsets.UTF_8));
        hash.update(text);
        String digest = Digest.of(hash).value();
        if (!digest.equals(record.digest())) {
            return "is not what was stored: its digest is " + digest + ", not " + record.digest();
        }
        head = digest;
        records++;
        bytes += text.length;
        return null;
    }

    private static String digest(byte[] content) {
        return Digest.of(content).value();
    }
}
