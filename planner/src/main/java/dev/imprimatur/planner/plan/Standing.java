package dev.imprimatur.planner.plan;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.From;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is published already: on it stand the images whose base is no longer built, or whose base's family is left out
 * of the plan, and of it the plan knows what a line that is retired leaves behind.
 *
 * @param known whether that is known at all; a plan of the catalogue alone believes that what is no longer built is
 *     there
 * @param images all images that are published
 * @param moving those of them that have a moving tag
 * @param tags which image has which tag
 */
public record Standing(
        boolean known, Collection<ImageKey> images, Collection<ImageKey> moving, Map<Tag, ImageKey> tags) {
    /** What is published is not known. */
    public static final Standing UNKNOWN = new Standing(false, Set.of(), Set.of(), Map.of());

    /** Whether others may stand on this image, which is not built. */
    boolean has(ImageKey image) {
        return !known || images.contains(image);
    }

    /** What may be stood on where its family is left out: what has a moving tag, if any has and no version is named. */
    Stream<ImageKey> of(From.InCatalog from) {
        List<ImageKey> moved = in(moving, from);
        return (from.version() != null || moved.isEmpty() ? in(images, from) : moved).stream();
    }

    private static List<ImageKey> in(Collection<ImageKey> images, From.InCatalog from) {
        return images.stream()
                .filter(image ->
                        image.family().equals(from.family()) && image.variant().equals(from.variant()))
                .toList();
    }
}
