package dev.imprimatur.system.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Decides at random which requests meet a fault, and remembers those that did. */
public final class FaultPlan {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Random random;
    private final Duration silence;
    private int oneIn;
    private final List<Injected> injected = new ArrayList<>();
    private final Map<String, Integer> requests = new TreeMap<>();
    private boolean armed;

    /**
     * A fault that was injected.
     *
     * @param target on the way to whom
     * @param fault which
     * @param at when
     */
    public record Injected(String target, Fault fault, Instant at) {}

    /**
     * @param seed of the chance
     * @param oneIn one in so many requests meets a fault
     */
    public FaultPlan(long seed, int oneIn) {
        this(seed, oneIn, PATIENCE);
    }

    /**
     * @param seed of the chance
     * @param oneIn one in so many requests meets a fault
     * @param silence how long a connection that says nothing more stays open
     */
    public FaultPlan(long seed, int oneIn, Duration silence) {
        this.random = new Random(seed);
        this.oneIn = oneIn;
        this.silence = silence;
    }

    /** From now on faults happen, or no longer. */
    public synchronized void arm(boolean on) {
        armed = on;
    }

    /** From now on one in so many requests meets a fault. */
    public synchronized void arm(int another) {
        oneIn = another;
        armed = true;
    }

    /** How long a connection that says nothing more stays open. */
    Duration silence() {
        return silence;
    }

    /** What the next request meets, if anything. The weights say how frequent each fault is among the faults. */
    synchronized Optional<Fault> next(String target, Map<Fault, Integer> weights) {
        if (!armed) {
            return Optional.empty();
        }
        requests.merge(target, 1, Integer::sum);
        if (random.nextInt(oneIn) != 0) {
            return Optional.empty();
        }
        int left = random.nextInt(
                weights.values().stream().mapToInt(Integer::intValue).sum());
        for (Map.Entry<Fault, Integer> weight : new TreeMap<>(weights).entrySet()) {
            left -= weight.getValue();
            if (left < 0) {
                injected.add(new Injected(target, weight.getKey(), Instant.now()));
                return Optional.of(weight.getKey());
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    /** A pause of some tenths of a second. */
    synchronized long latencyMillis() {
        return 100 + random.nextInt(700);
    }

    /** Every fault so far. */
    public synchronized List<Injected> injected() {
        return List.copyOf(injected);
    }

    /** How many requests there were, and how many of each fault. */
    public synchronized String counts() {
        return "requests " + requests + ", faults "
                + injected.stream()
                        .collect(Collectors.groupingBy(
                                each -> each.target() + " " + each.fault(), TreeMap::new, Collectors.counting()));
    }
}
