package dev.imprimatur.oci.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An answer's body that is read while it comes, in time: each piece within one time-out, all of it within another.
 * Java's client keeps time until the headers are there, and no longer. It may be closed while another thread reads.
 */
public final class TimedBody extends InputStream {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final InputStream body;
    private final Duration piece;
    private final long end;
    private final Supplier<? extends RuntimeException> late;
    private volatile boolean expired;

    /**
     * The body, from now on.
     *
     * @param piece how long one read may wait
     * @param whole how long it may take to the last byte
     * @param late what is thrown when it took longer
     */
    public TimedBody(InputStream body, Duration piece, Duration whole, Supplier<? extends RuntimeException> late) {
        this.body = body;
        this.piece = piece;
        this.end = System.nanoTime() + whole.toNanos();
        this.late = late;
    }

    /**
     * One that may go on for as long as pieces come; a read that waits longer for one throws
     * {@link UncheckedIOException}.
     */
    public TimedBody(InputStream body, Duration piece) {
        this(
                body,
                piece,
                FOR_EVER,
                () -> new UncheckedIOException(new HttpTimeoutException("nothing came for " + piece)));
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("http-time-outs").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        long wait = Math.min(piece.toNanos(), end - System.nanoTime());
        if (expired || wait <= 0) {
            throw late.get();
        }
        Future<?> alarm = CLOCK.schedule(this::expire, wait, TimeUnit.NANOSECONDS);
        try {
            int read = body.read(into, from, length);
            if (!expired) {
                return read;
            }
        } catch (IOException e) {
            if (!expired) {
                throw e;
            }
        } finally {
            alarm.cancel(false);
        }
        throw late.get();
    }

    /** Closing it ends the connection, and with it the read that waits. */
    private void expire() {
        expired = true;
        try {
            body.close();
        } catch (IOException e) {
            // The reader learns that it took too long.
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
