package dev.imprimatur.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Knows in the end whether all that was printed was written, which a {@link java.io.PrintWriter} keeps to itself. */
public final class Outlet extends FilterOutputStream {
    private IOException failure;

    /** One in front of this stream. */
    public Outlet(OutputStream out) {
        super(out);
    }

    /** Why something is missing, as on a full disk. Those who read no further, as {@code head}, miss nothing. */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure)
                .map(IOException::getMessage)
                .filter(message -> !message.contains("Broken pipe"));
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }
}
