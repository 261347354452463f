package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * An answer of the engine that comes in pieces while it works. Closing the connection is the only thing that stops the
 * engine's work: ending the wait, or interrupting the thread, does not. A closed stream looks like a complete one, so
 * what stopped it is kept here.
 */
abstract class EngineStream<T> implements ResultCallback<T> {
    /** An engine may finish the step that it is at; what comes of that is there only then, to be cleared away. */
    private static final Duration WINDING_DOWN = Duration.ofSeconds(2);

    /** How often what is under way is looked at. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Intake intake = new Intake();
    private Closeable connection;
    private boolean closed;
    private volatile boolean stopped;

    /** Takes the next piece. */
    abstract void take(T item);

    /** How often {@link #look} is called. */
    Duration pace() {
        return LOOK;
    }

    /**
     * Is called now and then while the engine works; may {@link #stop} it. Quiet is how long nothing has come that was
     * waited for.
     */
    void look(Duration quiet) {}

    /**
     * Waits for the end, which has to come within this time. What the engine waits for its output to be taken does not
     * count.
     */
    void await(Duration timeout, Cancellation cancellation) {
        long end = System.nanoTime() + timeout.toNanos();
        Duration rest = timeout;
        try (var registration = cancellation.onCancel(this::cancelled)) {
            while (!endedWithin(rest.compareTo(pace()) < 0 ? rest : pace())) {
                rest = Duration.ofNanos(end - System.nanoTime()).plus(intake.heldUp());
                if (rest.isPositive()) {
                    look(intake.quiet());
                } else {
                    stop(new Failure.Unknown(
                            Kind.BUILD_TIMEOUT, "it took longer than " + seconds(timeout) + " and was stopped", null));
                }
            }
        }
        if (stopped) {
            LockSupport.parkNanos(WINDING_DOWN.toNanos());
        }
        rethrow();
    }

    /** Waits for the end; as long as news arrives at least this often there is no limit. */
    void awaitWhileAlive(Duration silence, Cancellation cancellation) {
        try (var registration = cancellation.onCancel(this::cancelled)) {
            while (!endedWithin(silence)) {
                if (intake.quiet().compareTo(silence) > 0) {
                    stop(new Failure.Transient(
                            Kind.TIMEOUT, "nothing moved for " + seconds(silence) + ", so it was stopped", null));
                }
            }
        }
        rethrow();
    }

    private boolean endedWithin(Duration limit) {
        try {
            waitFor(limit);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void cancelled() {
        stop(new Failure.Permanent(Kind.CANCELLED, "it was cancelled while the engine was working on it", null));
    }

    private void waitFor(Duration limit) throws TimeoutException {
        try {
            ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // rethrow() throws it, in the waiter's own stack.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop(new Failure.Transient(Kind.CANCELLED, "it was interrupted, since this process is stopping", null));
        }
    }

    private void rethrow() {
        Throwable thrown = ended.isCompletedExceptionally() ? ended.exceptionNow() : null;
        if (thrown instanceof EngineException stopped) {
            throw new EngineException(stopped.failure(), stopped);
        }
        if (thrown != null) {
            throw new EngineException(FailureSorting.ofException(thrown), thrown);
        }
    }

    /** Ends the engine's work for this reason, unless it has ended. */
    void stop(Failure failure) {
        stopped = true;
        ended.completeExceptionally(new EngineException(failure));
        close();
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    @Override
    public void onStart(Closeable stream) {
        boolean late;
        synchronized (this) {
            connection = stream;
            late = closed;
        }
        if (late) {
            close();
        }
    }

    @Override
    public void onNext(T item) {
        try {
            intake.take(() -> take(item));
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
            close();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        ended.completeExceptionally(thrown);
        close();
    }

    @Override
    public void onComplete() {
        ended.complete(null);
        close();
    }

    @Override
    public void close() {
        Closeable open;
        synchronized (this) {
            closed = true;
            open = connection;
            connection = null;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // The connection is gone, which is all that is wanted here.
            }
        }
    }
}
