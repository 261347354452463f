package dev.imprimatur.bench.stack;

import dev.imprimatur.bench.process.Footprint;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Processor time of a stack that nothing is asked of.
 *
 * @param took how long it was looked at
 * @param parts processor time by part
 */
record IdleTime(Duration took, Map<String, Duration> parts) {
    /** Kafka; it is no service. */
    private static final String BROKER = "kafka";

    private static final double PERCENT = 100;

    /** Looks for so long, after a time in which nothing happens either. */
    static IdleTime of(BenchStack stack, Duration settle, Duration time) throws IOException {
        LockSupport.parkNanos(settle.toNanos());
        Map<String, Footprint> before = stack.footprints();
        long begin = System.nanoTime();
        LockSupport.parkNanos(time.toNanos());
        Map<String, Footprint> after = stack.footprints();
        return between(before, after, Duration.ofNanos(System.nanoTime() - begin));
    }

    static IdleTime between(Map<String, Footprint> before, Map<String, Footprint> after, Duration took) {
        Map<String, Duration> parts = new TreeMap<>();
        after.forEach((part, end) ->
                parts.put(part, end.processor().minus(before.get(part).processor())));
        return new IdleTime(took, parts);
    }

    /** By part, as hundredths of one core. */
    Map<String, Double> shares() {
        Map<String, Double> shares = new TreeMap<>();
        parts.forEach((part, time) -> shares.put(part, share(time)));
        return shares;
    }

    /** All services together, as hundredths of one core. */
    double services() {
        return share(parts.entrySet().stream()
                .filter(part -> !part.getKey().equals(BROKER))
                .map(Map.Entry::getValue)
                .reduce(Duration.ZERO, Duration::plus));
    }

    private double share(Duration time) {
        return PERCENT * time.toNanos() / took.toNanos();
    }
}
