package dev.imprimatur.logs.store;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Where the next record of a log goes.
 *
 * @param id the log
 * @param attempt whose record it will be
 * @param head the last record's digest; of a log without records, the digest of its id, so that no chain fits another
 *     log
 * @param records how many records there are
 */
public record LogPosition(String id, int attempt, Digest head, int records) {

    /** The beginning of a log. */
    static LogPosition start(String id, int attempt) {
        return new LogPosition(id, attempt, Digest.of(id.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /**
     * The position after a record with this content. Its digest is SHA-256 of the digest before, the record's number
     * and its attempt, each on a line of its own, and the content.
     */
    LogPosition after(byte[] content) {
        MessageDigest hash = Digest.sha256();
        hash.update((head + "\n" + (records + 1) + "\n" + attempt + "\n").getBytes(StandardCharsets.UTF_8));
        hash.update(content);
        return new LogPosition(id, attempt, Digest.of(hash), records + 1);
    }
}
