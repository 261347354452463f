package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An image on its way out of the engine. A read that gets nothing for too long ends as a failure, and so does one that
 * is cancelled; how long the reader takes between two reads does not count.
 */
final class SaveStream extends FilterInputStream {
    private final Duration silence;
    private volatile Cancellation.Registration stop = () -> {};
    private volatile Duration patience;
    private volatile boolean closed;
    private volatile boolean stalled;
    private volatile long waitingSince;
    private volatile boolean waiting;

    /**
     * Watches it from now on.
     *
     * @param firstByte how long the engine may say nothing until it has {@link #begun}
     * @param silence how long after that
     */
    SaveStream(InputStream archive, Duration firstByte, Duration silence, Cancellation cancellation) {
        super(archive);
        this.patience = firstByte;
        this.silence = silence;
        this.stop = cancellation.onCancel(this::cut);
        watchAfter(firstByte);
    }

    /** The engine sends it. */
    void begun() {
        patience = silence;
    }

    private void watchAfter(Duration pause) {
        long millis = Math.min(pause.toMillis(), silence.toMillis());
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(this::watch);
    }

    private void watch() {
        Duration left = patience.minusNanos(waiting ? System.nanoTime() - waitingSince : 0);
        if (closed) {
            return;
        }
        if (left.isPositive()) {
            watchAfter(left);
            return;
        }
        stalled = true;
        cut();
    }

    private void cut() {
        try {
            close();
        } catch (EngineException e) {
            // The connection is gone, which is all that is wanted here.
        }
    }

    @Override
    public int read() {
        return sorted(super::read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return sorted(() -> in.read(buffer, offset, length));
    }

    private int sorted(Reading reading) {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            return reading.now();
        } catch (IOException | RuntimeException e) {
            throw new EngineException(failure(e), e);
        } finally {
            waiting = false;
        }
    }

    private Failure failure(Exception e) {
        if (stalled) {
            return new Failure.Transient(
                    Kind.TIMEOUT,
                    "the engine sent nothing of the image for " + EngineStream.seconds(patience)
                            + ", so it was stopped",
                    null);
        }
        return FailureSorting.ofException(e);
    }

    @Override
    public void close() {
        closed = true;
        stop.close();
        try {
            super.close();
        } catch (IOException e) {
            throw new EngineException(FailureSorting.ofException(e), e);
        }
    }

    private interface Reading {
        int now() throws IOException;
    }
}
