package dev.imprimatur.messaging.event;

import dev.imprimatur.oci.Digest;
import java.util.Arrays;

/**
 * A small folder of files that travels inside an event, as a tar (POSIX, uncompressed, reproducible).
 *
 * @param digest of the tar's bytes
 * @param tar the bytes; base64 in JSON
 */
public record Archive(Digest digest, byte[] tar) {
    /** The largest archive that an event carries, in bytes. */
    public static final int LIMIT = 256 * 1024;

    /** @throws IllegalArgumentException if the bytes are missing, too many, or not what the digest says */
    public Archive {
        if (tar == null || tar.length > LIMIT) {
            throw new IllegalArgumentException(
                    "an archive has up to " + LIMIT + " bytes, this one " + (tar == null ? "none" : tar.length));
        }
        if (!Digest.of(tar).equals(digest)) {
            throw new IllegalArgumentException("the archive's bytes are not those of digest " + digest);
        }
    }

    /** An archive of these bytes. */
    public static Archive of(byte[] tar) {
        return new Archive(Digest.of(tar), tar);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Archive archive && digest.equals(archive.digest) && Arrays.equals(tar, archive.tar);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "Archive[" + digest + ", " + tar.length + " bytes]";
    }
}
