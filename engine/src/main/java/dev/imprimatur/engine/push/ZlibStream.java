package dev.imprimatur.engine.push;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A gzip stream of the fastest level. */
final class ZlibStream extends OutputStream {
    private final GZIPOutputStream gzip;

    ZlibStream(OutputStream target) {
        try {
            gzip = new GZIPOutputStream(target, 64 * 1024) {
                {
                    def.setLevel(Deflater.BEST_SPEED);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        gzip.write(b);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        gzip.write(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
        gzip.close();
    }
}
