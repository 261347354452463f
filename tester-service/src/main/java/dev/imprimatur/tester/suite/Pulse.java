package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches whether engine and tester keep running during a test. A test that took too long says something about the
 * image only if both did: one that stood still, for want of processors or because it was suspended, has used up the
 * test's time itself.
 */
final class Pulse implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(5);
    /** An engine that stops, and with it what it runs, is there again no sooner. */
    private static final Duration RESTART = Duration.ofSeconds(2);

    private final Duration every;
    private final Duration most;
    private long lastBeat = System.nanoTime();
    private long longest;
    private long longestSinceSeen;
    private volatile boolean closed;

    private Pulse(Duration every, Duration most) {
        this.every = every;
        this.most = most;
    }

    /** Watches until it is closed. */
    static Pulse of(Engine engine) {
        return of(engine, EVERY, MOST);
    }

    /**
     * As {@link #of(Engine)}.
     *
     * @param every how often the engine is asked
     * @param most how long it may give no answer
     */
    static Pulse of(Engine engine, Duration every, Duration most) {
        Pulse pulse = new Pulse(every, most);
        Thread.ofVirtual().name("pulse").start(() -> pulse.watch(engine));
        return pulse;
    }

    private void watch(Engine engine) {
        while (!closed) {
            try {
                engine.version();
                beat();
            } catch (EngineException e) {
                // A missing beat; the work on the engine reports why.
            }
            LockSupport.parkNanos(every.toNanos());
        }
    }

    private synchronized void beat() {
        longest = gap(longest);
        longestSinceSeen = gap(longestSinceSeen);
        lastBeat = System.nanoTime();
    }

    private synchronized long gap(long before) {
        return Math.max(before, System.nanoTime() - lastBeat);
    }

    /** The container was seen running: only what follows counts for {@link #requireUnbroken}. */
    synchronized void seenWell() {
        longestSinceSeen = 0;
    }

    /**
     * @throws EngineException a transient one, if one of them stood still for too long for a test that took too long
     */
    void requireSteady() {
        require(gap(longest), most, "it took too long");
    }

    /**
     * As {@link #requireSteady}, for what a container did since it was seen well: an engine that was started again has
     * stopped it itself.
     *
     * @param what what became of it
     */
    void requireUnbroken(String what) {
        require(gap(longestSinceSeen), every.plus(RESTART), what);
    }

    private static void require(long nanos, Duration longestGap, String what) {
        Duration gap = Duration.ofNanos(nanos);
        if (gap.compareTo(longestGap) > 0) {
            throw new EngineException(new Failure.Transient(
                    Failure.Kind.TIMEOUT,
                    "the engine or the tester stood still for " + gap.toMillis() / 1000.0
                            + " s during the test, so that " + what + " says nothing about the image",
                    null));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
