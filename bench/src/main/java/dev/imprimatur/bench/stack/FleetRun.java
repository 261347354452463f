package dev.imprimatur.bench.stack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One way's run of one round, in seconds. */
final class FleetRun {
    private static final double NANOS = 1e9;

    private final String way;
    private final Map<String, Double> phases = new LinkedHashMap<>();
    private final Map<String, Double> work = new ConcurrentHashMap<>();
    private Map<String, Double> processor = Map.of();
    private long last = System.nanoTime();

    /** Begins now. */
    FleetRun(String way) {
        this.way = way;
    }

    /** Ends a phase: it took from the end of the one before until now. */
    void phase(String name) {
        long now = System.nanoTime();
        phases.merge(name, (now - last) / NANOS, Double::sum);
        last = now;
    }

    /** Ends several phases at once, of which the others' lengths are known; the rest was the first. */
    void phases(String rest, Map<String, Double> known) {
        long now = System.nanoTime();
        double sum = known.values().stream().mapToDouble(Double::doubleValue).sum();
        phases.put(rest, (now - last) / NANOS - sum);
        phases.putAll(known);
        last = now;
    }

    /** Adds what one image took of a kind of work; images are worked on beside each other. */
    void work(String kind, double seconds) {
        work.merge(kind, seconds, Double::sum);
    }

    /** Does a piece of such work. */
    void work(String kind, Runnable action) {
        long begin = System.nanoTime();
        action.run();
        work(kind, (System.nanoTime() - begin) / NANOS);
    }

    /** Says what programs took of the processor meanwhile. */
    void processor(Map<String, Double> seconds) {
        processor = seconds;
    }

    String way() {
        return way;
    }

    /** From begin to end. */
    double seconds() {
        return phases.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** What followed on what; the sum is {@link #seconds()}. */
    Map<String, Double> phases() {
        return Collections.unmodifiableMap(phases);
    }

    /** The sums over all images, by kind of work. */
    Map<String, Double> work() {
        return Collections.unmodifiableMap(work);
    }

    /** Processor time by program. */
    Map<String, Double> processor() {
        return processor;
    }
}
