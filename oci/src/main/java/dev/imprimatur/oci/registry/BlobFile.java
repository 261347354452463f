package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Takes a blob into a file while it comes, and checks it against what it has to be. */
final class BlobFile {
    private static final int PIECE = 128 * 1024;

    private BlobFile() {}

    /**
     * Takes all of it; unless that is right, nothing stays of the file.
     *
     * @throws RegistryException if it breaks off, or is not what the descriptor says
     */
    static void take(InputStream source, RepositoryReference from, Descriptor blob, Path into) {
        boolean complete = false;
        try (OutputStream file = Files.newOutputStream(into)) {
            copy(source, from, blob, file);
            complete = true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + into + "; is there room?", e);
        } finally {
            if (!complete) {
                delete(into);
            }
        }
    }

    private static void copy(InputStream source, RepositoryReference from, Descriptor blob, OutputStream file)
            throws IOException {
        MessageDigest hash = Digest.sha256();
        byte[] piece = new byte[PIECE];
        long size = 0;
        for (int read = read(source, piece, from, blob); read >= 0; read = read(source, piece, from, blob)) {
            size += read;
            if (size > blob.size()) {
                throw mismatch(from, blob, "more than " + blob.size() + " bytes");
            }
            hash.update(piece, 0, read);
            file.write(piece, 0, read);
        }
        if (size < blob.size()) {
            throw BlobTransfer.brokenOff(from, blob, null);
        }
        Digest found = Digest.of(hash);
        if (!found.equals(blob.digest())) {
            throw mismatch(from, blob, "content of digest " + found);
        }
    }

    private static int read(InputStream source, byte[] piece, RepositoryReference from, Descriptor blob) {
        try {
            return source.read(piece);
        } catch (IOException e) {
            throw BlobTransfer.brokenOff(from, blob, e);
        }
    }

    private static RegistryException mismatch(RepositoryReference from, Descriptor blob, String what) {
        return new RegistryException(
                Kind.DIGEST_MISMATCH,
                from.registry(),
                "registry " + from.registry() + " sent " + what + " as blob " + blob.digest() + " of " + from
                        + "; do not trust it before that is explained");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
