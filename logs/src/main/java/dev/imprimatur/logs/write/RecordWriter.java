package dev.imprimatur.logs.write;

import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** Stores an attempt's lines as records, on a thread of its own, one record while the next one fills. */
final class RecordWriter {
    private static final Logger LOG = Logger.getLogger(RecordWriter.class);
    private static final int RECORD = 256 * 1024;
    private static final long LONGEST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long RETRY_MILLIS = 500;
    private static final long PATIENCE_AT_THE_END_NANOS = TimeUnit.SECONDS.toNanos(30);

    private enum State {
        OPEN,
        ENDING,
        ENDED
    }

    private final LogStore store;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private LogPosition position;
    private ByteArrayOutputStream filling = new ByteArrayOutputStream();
    private long firstAt;
    private State state = State.OPEN;
    private long endingSince;
    private RuntimeException trouble;

    RecordWriter(LogStore store, LogPosition position) {
        this.store = store;
        this.position = position;
        this.thread = Thread.ofPlatform().name("log-" + position.id()).daemon().start(this::storeAll);
    }

    /** Waits until there is room for more. */
    void awaitRoom() {
        lock.lock();
        try {
            while (state == State.OPEN && filling.size() >= RECORD) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    void add(String lines) {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return;
            }
            if (filling.size() == 0) {
                firstAt = System.nanoTime();
            }
            filling.writeBytes(lines.getBytes(StandardCharsets.UTF_8));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is stored. */
    void end() {
        stop(State.ENDING);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the log " + position.id() + " was being stored", e);
        }
        if (trouble != null) {
            throw new IllegalStateException("the log could not be stored: " + trouble.getMessage(), trouble);
        }
    }

    /** Drops what is not stored yet. */
    void abandon() {
        stop(State.ENDED);
    }

    private void stop(State to) {
        lock.lock();
        try {
            if (state.compareTo(to) < 0) {
                state = to;
                endingSince = System.nanoTime();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void storeAll() {
        try {
            for (byte[] record = next(); record != null; record = next()) {
                if (!stored(record)) {
                    LOG.warnf(
                            "attempt %d of %s was taken over; the rest of its log is dropped",
                            position.attempt(), position.id());
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop(State.ENDED);
        }
    }

    /** The next record once it is large or old enough, or null at the end. */
    private byte[] next() throws InterruptedException {
        lock.lock();
        try {
            while (state == State.OPEN && filling.size() < RECORD) {
                long left = firstAt + LONGEST_DELAY_NANOS - System.nanoTime();
                if (filling.size() == 0) {
                    changed.await();
                } else if (left > 0) {
                    changed.awaitNanos(left);
                } else {
                    break;
                }
            }
            if (state == State.ENDED || filling.size() == 0) {
                return null;
            }
            byte[] record = filling.toByteArray();
            filling = new ByteArrayOutputStream();
            changed.signalAll();
            return record;
        } finally {
            lock.unlock();
        }
    }

    /** Tries until the database takes it. */
    private boolean stored(byte[] record) throws InterruptedException {
        while (true) {
            try {
                Optional<LogPosition> next = store.append(position, record);
                next.ifPresent(at -> position = at);
                return next.isPresent();
            } catch (RuntimeException e) {
                if (!waitAfter(e)) {
                    return false;
                }
            }
        }
    }

    private boolean waitAfter(RuntimeException e) throws InterruptedException {
        lock.lock();
        try {
            LOG.debugf(e, "the log %s cannot be stored now", position.id());
            boolean impatient = state == State.ENDING && System.nanoTime() - endingSince > PATIENCE_AT_THE_END_NANOS;
            if (impatient || state == State.ENDED) {
                trouble = e;
                return false;
            }
            changed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
