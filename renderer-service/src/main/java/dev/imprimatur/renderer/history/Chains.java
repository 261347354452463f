package dev.imprimatur.renderer.history;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.plan.PlannedImage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the images of a plan take that are built one after the other, each from the one before: the longest such
 * chain is the least that all of it takes, and what begins it is to begin first.
 */
public final class Chains {
    private final Map<ImageKey, Duration> behind = new HashMap<>();
    private final Duration longest;

    /**
     * @param images bases first
     * @param shortest the shortest time that each image took; others take as long as the typical one
     */
    Chains(List<PlannedImage> images, Map<ImageKey, Duration> shortest) {
        List<Duration> sorted = shortest.values().stream().sorted().toList();
        Duration typical = sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
        Duration most = Duration.ZERO;
        for (PlannedImage image : images.reversed()) {
            Duration from = behind(image.image()).plus(shortest.getOrDefault(image.image(), typical));
            image.parents().forEach(parent -> behind.merge(parent, from, Chains::longer));
            most = longer(most, from);
        }
        longest = most;
    }

    /** None: each image is as if nothing were built from it. */
    public static Chains unknown() {
        return new Chains(List.of(), Map.of());
    }

    /** How long the longest chain takes of what is built from this image, itself not among it. */
    public Duration behind(ImageKey image) {
        return behind.getOrDefault(image, Duration.ZERO);
    }

    /** How long the longest chain takes. */
    Duration longest() {
        return longest;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
