package dev.imprimatur.messaging.work;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that do the work, and what the queue has found for them. Each look at the queue finds the most urgent
 * rows, whether a thread is free or not; what an earlier look found is stale then and only ends as such. It is ended at
 * once, since while threads are busy for hours it would fill the memory.
 */
final class WorkThreads extends ThreadPoolExecutor {
    private final int mostOfALook;

    /** So many threads, of a queue that finds no more than so many rows at each look. */
    WorkThreads(int threads, int mostOfALook, ThreadFactory factory) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        this.mostOfALook = mostOfALook;
    }

    @Override
    public void execute(Runnable found) {
        if (getQueue().size() >= mostOfALook) {
            Runnable stale = getQueue().poll();
            if (stale != null) {
                stale.run();
            }
        }
        super.execute(found);
    }
}
