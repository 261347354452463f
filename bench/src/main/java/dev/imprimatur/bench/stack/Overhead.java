package dev.imprimatur.bench.stack;

import java.time.Duration;
import java.util.Locale;

/**
 * What the pipeline adds to calls of the engine that something else makes as well.
 *
 * @param what what is done
 * @param pipeline how long the pipeline takes for it
 * @param bare how long the calls take by themselves
 */
record Overhead(String what, Duration pipeline, Duration bare) {
    private static final double GOAL = 0.05;
    private static final double MILLIS = 1000;

    /** As a part of what the bare calls take. */
    double ratio() {
        return (double) pipeline.toMillis() / bare.toMillis() - 1;
    }

    /** Whether it is at most a twentieth. */
    boolean reached() {
        return pipeline.toMillis() <= (1 + GOAL) * bare.toMillis();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-16s  %6.1f s  %8.1f s  %6.1f %%",
                what,
                pipeline.toMillis() / MILLIS,
                bare.toMillis() / MILLIS,
                100 * ratio());
    }
}
