package dev.imprimatur.system.soak;

import java.time.Duration;
import java.util.Random;

/**
 * How long a run takes, and how long what it does to the stack.
 *
 * @param run how long faults happen
 * @param pause how long it is left alone between two faults at most
 * @param outages how long outages are, of their full length
 * @param settling how long everything may take to end afterwards
 * @param open how many requests are open at the same time at most
 */
public record Pace(Duration run, Duration pause, double outages, Duration settling, int open) {
    private static final int SHORTEST = 5;
    private static final int LONGEST = 120;

    /** A run of so many minutes, with outages of 5 to 120 seconds. */
    public static Pace minutes(int minutes) {
        return new Pace(Duration.ofMinutes(minutes), Duration.ofSeconds(6), 1, Duration.ofMinutes(10), 5);
    }

    /** Two minutes, with outages a tenth as long. */
    public static Pace quick() {
        return new Pace(Duration.ofMinutes(2), Duration.ofSeconds(2), 0.1, Duration.ofMinutes(2), 3);
    }

    /** Work alone: nothing breaks, and what waits for an age waits as shortly as in two minutes. */
    public static Pace unbroken() {
        return new Pace(Duration.ZERO, Duration.ZERO, 0.1, Duration.ofMinutes(10), 3);
    }

    /** A while of which so much is the whole, on the scale of this run. */
    Duration scaled(Duration whole) {
        return Duration.ofMillis(Math.round(whole.toMillis() * outages));
    }

    /** How long it is left alone before the next fault. */
    Duration pause(Random chance) {
        return Duration.ofMillis(Math.round(pause.toMillis() * (0.2 + 0.8 * chance.nextDouble())));
    }

    /** How long an outage takes: seldom long. */
    Duration outage(Random chance) {
        double seconds = SHORTEST + (LONGEST - SHORTEST) * Math.pow(chance.nextDouble(), 3);
        return scaled(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
