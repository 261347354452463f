package dev.imprimatur.dante;

import dev.imprimatur.dante.DanteImage.DanteBase;
import dev.imprimatur.planner.catalog.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Orders images so that every base stands before what is built from it; otherwise the inventory's order stays. */
final class FromOrder {
    private final Map<String, DanteImage> images = new LinkedHashMap<>();
    private final SequencedSet<DanteImage> path = new LinkedHashSet<>();
    private final Set<DanteImage> done = new HashSet<>();
    private final List<DanteImage> ordered = new ArrayList<>();

    FromOrder(Collection<DanteImage> images) {
        images.forEach(image -> this.images.put(image.family(), image));
    }

    /** The images in order; a circle is noted. */
    List<DanteImage> order(List<Problem> problems) {
        images.values().forEach(image -> visit(image, problems));
        return List.copyOf(ordered);
    }

    private void visit(DanteImage image, List<Problem> problems) {
        if (done.contains(image)) {
            return;
        }
        if (!path.add(image)) {
            List<DanteImage> steps = new ArrayList<>(path);
            String circle = steps.subList(steps.indexOf(image), steps.size()).stream()
                    .map(step -> step.tag().toString())
                    .collect(Collectors.joining(" from "));
            problems.add(new Problem(
                    image.file(),
                    image.line(),
                    "images are built from each other in a circle: " + circle + " from " + image.tag()));
            return;
        }
        image.bases().values().stream()
                .map(DanteBase::family)
                .filter(Objects::nonNull)
                .map(images::get)
                .forEach(base -> visit(base, problems));
        path.remove(image);
        if (done.add(image)) {
            ordered.add(image);
        }
    }
}
