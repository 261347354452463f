package dev.imprimatur.planner.plan;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is published already: on it stand the images whose base's family is left out of the plan, and of it the plan
 * knows what a line that is retired leaves behind.
 *
 * @param images the images that others may stand on
 * @param tags which image has which tag
 */
public record Standing(Collection<ImageKey> images, Map<Tag, ImageKey> tags) {
    /** Nothing. */
    public static final Standing NOTHING = new Standing(Set.of(), Map.of());

    /** The images of this family on this variant. */
    Stream<ImageKey> of(String family, String variant) {
        return images.stream()
                .filter(image ->
                        image.family().equals(family) && image.variant().equals(variant));
    }
}
