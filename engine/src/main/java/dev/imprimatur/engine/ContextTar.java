package dev.imprimatur.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A build context as a tar, uncompressed. It can be read more than once. */
@FunctionalInterface
public interface ContextTar {

    /** The tar from its beginning. */
    InputStream open() throws IOException;

    /** One that is in memory; null for none. */
    static ContextTar of(byte[] tar) {
        return tar == null ? null : () -> new ByteArrayInputStream(tar);
    }
}
