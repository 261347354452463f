package dev.imprimatur.renderer.history;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.plan.Plan;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Estimates how long a rebuild takes, going by earlier ones: the longer of two times. If the machines are always busy,
 * the images come at the pace of the largest of the last rebuilds. If images wait for their bases, it is the slowest
 * chain of bases, each image in the shortest time that it ever took, which has the least waiting in it.
 */
final class Estimate {
    /**
     * A rebuild of the past.
     *
     * @param images how many images it published
     * @param took how long it took
     */
    record Run(long images, Duration took) {}

    private Estimate() {}

    /**
     * The estimate.
     *
     * @param shortest the shortest time from rendered to published of each image; others take as long as the typical
     *     one
     * @param runs the last rebuilds
     * @return nothing if nothing is known of the past
     */
    static Optional<Duration> of(Plan plan, Map<ImageKey, Duration> shortest, List<Run> runs) {
        int images = plan.images().size();
        return runs.stream()
                .max(Comparator.comparingLong(Run::images))
                .map(largest -> largest.took().multipliedBy(images).dividedBy(largest.images()))
                .map(busy -> longer(busy, new Chains(plan.images(), shortest).longest()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
