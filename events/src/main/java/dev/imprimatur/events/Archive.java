package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.util.Arrays;
import java.util.Objects;

/**
 * A folder of files as a tar (POSIX, uncompressed, reproducible). A small one travels inside an event, a larger one
 * lies in the staging registry.
 *
 * @param digest of the tar's bytes
 * @param tar the bytes, base64 in JSON; none if it is a larger one
 * @param stored where a larger one lies; null for a small one
 */
public record Archive(Digest digest, byte[] tar, StoredArchive stored) {
    /** The largest archive that an event carries, in bytes. */
    public static final int LIMIT = 256 * 1024;
    /**
     * The most bytes that all archives of one event have together: a mebibyte of base64 would be more than Kafka takes.
     */
    public static final int LIMIT_TOGETHER = 512 * 1024;

    /**
     * @throws IllegalArgumentException if the bytes are missing, too many, or not what the digest says, or if a larger
     *     one carries bytes nonetheless
     */
    public Archive {
        if (tar == null || tar.length > LIMIT) {
            throw new IllegalArgumentException(
                    "an archive has up to " + LIMIT + " bytes, this one " + (tar == null ? "none" : tar.length));
        }
        if (stored == null && !Digest.of(tar).equals(digest)) {
            throw new IllegalArgumentException("the archive's bytes are not those of digest " + digest);
        }
        if (stored != null && (digest == null || tar.length > 0)) {
            throw new IllegalArgumentException("an archive that is stored elsewhere has a digest and carries no bytes");
        }
    }

    /** An archive of these bytes. */
    public static Archive of(byte[] tar) {
        return new Archive(Digest.of(tar), tar, null);
    }

    /** A larger one, which is not in a registry yet. */
    public static Archive larger(Digest digest, long size) {
        if (size <= LIMIT) {
            throw new IllegalArgumentException(
                    "an archive of " + size + " bytes is no larger one; events carry up to " + LIMIT);
        }
        return new Archive(digest, new byte[0], new StoredArchive(null, size));
    }

    /** The same, in a registry and no longer in the event. */
    public Archive at(ImageReference reference) {
        return new Archive(digest, new byte[0], new StoredArchive(reference, size()));
    }

    /** How many bytes the tar has. */
    public long size() {
        return stored == null ? tar.length : stored.size();
    }

    /** Whether it is a larger one that is not in a registry yet. */
    public boolean unstored() {
        return stored != null && stored.reference() == null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Archive archive
                && digest.equals(archive.digest)
                && Arrays.equals(tar, archive.tar)
                && Objects.equals(stored, archive.stored);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "Archive[" + digest + ", " + size() + " bytes" + (stored == null ? "" : ", " + stored) + "]";
    }
}
