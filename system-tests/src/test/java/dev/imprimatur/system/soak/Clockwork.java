package dev.imprimatur.system.soak;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads of a run, which all end with it. What goes wrong in one of them ends the run. */
final class Clockwork {
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();

    /** Something to be done again and again. */
    interface Step {
        /** Does it once. */
        void run() throws Exception;
    }

    /** Does this again and again, with its own pauses, until the run is over. */
    Thread again(String name, Step step) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                while (goesOn()) {
                    step.run();
                }
            } catch (Throwable e) {
                trouble.compareAndSet(null, e);
                over.countDown();
            }
        });
    }

    /** Whether the run is not over. */
    boolean goesOn() {
        return over.getCount() > 0;
    }

    /** Lets time pass; shorter if the run is over before. */
    void pass(Duration time) throws InterruptedException {
        over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The run is over. */
    void end() {
        over.countDown();
    }

    /** @throws AssertionError if something went wrong in a thread */
    void check() {
        if (trouble.get() != null) {
            throw new AssertionError("the run broke off: " + trouble.get(), trouble.get());
        }
    }
}
