package dev.imprimatur.console.page.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;

/** Finds which tags an image still has of those that it was published with: a moving one goes to the next version. */
@ApplicationScoped
public class HeldTags {
    @Inject
    FleetRows rows;

    /** Their full references, in the order in which they were published. */
    public List<String> of(FleetImage image) {
        List<String> names = rows.tags(List.of(image.image)).getOrDefault(image.image, List.of());
        return Arrays.stream(image.tags)
                .filter(tag -> names.contains(tag.substring(tag.indexOf('/') + 1)))
                .toList();
    }
}
