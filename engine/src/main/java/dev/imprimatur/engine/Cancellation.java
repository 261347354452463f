package dev.imprimatur.engine;

import java.util.ArrayList;
import java.util.List;

/** Stops work on an engine from another thread, once. */
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    /** Stops the work; what is waiting for it gets a failure of kind {@code cancelled}. */
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Whether {@link #cancel} was called. */
    public synchronized boolean cancelled() {
        return cancelled;
    }

    /**
     * Runs this when the work is cancelled, at once if it is already. Actions have to be quick and must not throw.
     *
     * @return takes the action back when it is closed
     */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> forget(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void forget(Runnable action) {
        actions.remove(action);
    }

    /** An action that waits for the cancellation. */
    public interface Registration extends AutoCloseable {
        /** Takes the action back. */
        @Override
        void close();
    }
}
