package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Handles what has come on several topics meanwhile in one transaction, one batch after the other. Each record is
 * acknowledged by itself after the commit, so no offset passes what is not stored. Where a batch fails, its records are
 * handled one by one: it is a quicker way, and no other one.
 */
public final class EventBatches {
    /** As many as one poll of a consumer gives. */
    public static final int MOST = 50;

    private static final Logger LOG = Logger.getLogger(EventBatches.class);
    private static final long MOST_BYTES = 4 << 20;
    private static final long CHECKED_FOR = TimeUnit.SECONDS.toNanos(1);
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run);

    private final Events events;
    private final Executor executor;
    private final Consumer<List<Event>> lock;
    private final Queue<Delivered> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile boolean stopped;

    /** One that was read and checked; without a handling if that failed. */
    private record Ready(Delivered delivered, Handling<?> handling) {}

    /**
     * Begins with the first record that comes.
     *
     * @param executor runs one batch at a time
     * @param lock as {@link Events#handleTogether} takes it
     */
    public EventBatches(Events events, Executor executor, Consumer<List<Event>> lock) {
        this.events = events;
        this.executor = executor;
        this.lock = lock;
    }

    /** What takes in the records of a topic. */
    public Flow.Subscriber<Message<byte[]>> topic(TopicHandler handler) {
        return new BatchSubscriber(this, handler);
    }

    /**
     * Begins nothing any more: what is not handled is delivered again, and what fails because the service stops is no
     * dead letter.
     */
    public void stop() {
        stopped = true;
    }

    void add(Delivered delivered) {
        queue.add(delivered);
        work();
    }

    private void work() {
        if (!stopped && !queue.isEmpty() && working.compareAndSet(false, true)) {
            begin();
        }
    }

    /**
     * Tries again where it is refused a thread: when all that may be ahead waits, no further record comes that would
     * begin it.
     */
    private void begin() {
        if (stopped) {
            return;
        }
        try {
            executor.execute(this::batch);
        } catch (RejectedExecutionException e) {
            LOG.warnf("no thread takes the next records, trying again: %s", e);
            LATER.execute(this::begin);
        }
    }

    private void batch() {
        try {
            handle(next(queue, Delivered::bytes));
        } finally {
            working.set(false);
            work();
        }
    }

    /**
     * Takes from the queue what one transaction may hold of it, at least one.
     *
     * @param bytes how large a record is
     */
    public static <T> List<T> next(Queue<T> queue, ToLongFunction<T> bytes) {
        List<T> batch = new ArrayList<>();
        long size = 0;
        T first = queue.peek();
        while (first != null
                && batch.size() < MOST
                && (batch.isEmpty() || size + bytes.applyAsLong(first) <= MOST_BYTES)) {
            batch.add(queue.remove());
            size += bytes.applyAsLong(first);
            first = queue.peek();
        }
        return batch;
    }

    private void handle(List<Delivered> batch) {
        int handled = 0;
        while (handled < batch.size()) {
            handled += handled(checked(batch.subList(handled, batch.size())));
        }
    }

    /**
     * Handles these, up to one that took so long that a key by which others were checked may no longer be valid. One
     * that cannot be handled together with others has its place in the order, too.
     *
     * @return how many were handled
     */
    private int handled(List<Ready> checked) {
        long begin = System.nanoTime();
        List<Ready> ready = new ArrayList<>();
        for (int i = 0; i < checked.size(); i++) {
            Ready each = checked.get(i);
            if (each.handling() != null) {
                ready.add(each);
                continue;
            }
            together(ready);
            ready.clear();
            alone(each.delivered());
            if (System.nanoTime() - begin > CHECKED_FOR) {
                return i + 1;
            }
        }
        together(ready);
        return checked.size();
    }

    /** All of them, in their order: reading one, and verifying its signature, waits for no other. */
    private static List<Ready> checked(List<Delivered> batch) {
        return batch.parallelStream().map(EventBatches::checked).toList();
    }

    private static Ready checked(Delivered delivered) {
        try {
            return new Ready(delivered, delivered.checked());
        } catch (RuntimeException | Error e) {
            // It fails again where it is handled alone, and is counted and put aside there.
            return new Ready(delivered, null);
        }
    }

    private void together(List<Ready> ready) {
        if (!ready.isEmpty() && areHandled(ready)) {
            ready.forEach(each -> each.delivered().acknowledge());
        } else {
            ready.forEach(each -> alone(each.delivered()));
        }
    }

    private void alone(Delivered delivered) {
        if (!stopped) {
            delivered.handle();
        }
    }

    private boolean areHandled(List<Ready> ready) {
        try {
            return events.handleTogether(
                    ready.stream().<Handling<?>>map(Ready::handling).toList(), lock);
        } catch (Error e) {
            // As one record alone could cause it, such as one that is nested too deeply.
            LOG.warnf("%d records are handled one by one, since together they failed: %s", ready.size(), e);
            return false;
        }
    }
}
