package dev.imprimatur.planner.plan;

import dev.imprimatur.events.ImageKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Orders images so that every base stands before what is built from it; otherwise the order stays as it was. Bases that
 * are not among the images are frozen, and exist already.
 */
final class BaseFirst {
    private final Map<ImageKey, PlannedImage> images;
    private final SequencedSet<ImageKey> path = new LinkedHashSet<>();
    private final Set<ImageKey> done = new HashSet<>();
    private final List<PlannedImage> ordered = new ArrayList<>();

    BaseFirst(Map<ImageKey, PlannedImage> images) {
        this.images = images;
    }

    List<PlannedImage> order(Consumer<List<ImageKey>> circle) {
        images.keySet().forEach(key -> visit(key, circle));
        return List.copyOf(ordered);
    }

    private void visit(ImageKey key, Consumer<List<ImageKey>> circle) {
        if (done.contains(key)) {
            return;
        }
        if (!path.add(key)) {
            List<ImageKey> steps = new ArrayList<>(path);
            List<ImageKey> round = new ArrayList<>(steps.subList(steps.indexOf(key), steps.size()));
            round.add(key);
            circle.accept(round);
            return;
        }
        PlannedImage image = images.get(key);
        image.parents().stream().filter(images::containsKey).forEach(parent -> visit(parent, circle));
        path.remove(key);
        if (done.add(key)) {
            ordered.add(image);
        }
    }
}
