package dev.imprimatur.planner.plan;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.catalog.LeftOut;
import dev.imprimatur.planner.catalog.Notice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A plan.
 *
 * @param images its images, bases before what is built from them
 * @param frozen images that keep their tags and are not built any more
 * @param retired images of lines that have ended and are no longer planned: those of the catalogue, and those that have
 *     tags
 * @param leftOut the families that cannot be planned now
 * @param notices what the catalogue's maintainers should know, ends of lines that are to come among it
 */
public record Plan(
        List<PlannedImage> images,
        List<FrozenImage> frozen,
        Set<ImageKey> retired,
        List<LeftOut> leftOut,
        List<Notice> notices) {

    /** The image of this key. */
    public Optional<PlannedImage> image(ImageKey key) {
        return images.stream().filter(image -> image.image().equals(key)).findFirst();
    }

    /**
     * The part of this plan that the selection picks. Tags stay as they are: they follow from the whole plan.
     *
     * @param available bases that exist already; those that do not are taken along
     */
    public Plan select(Predicate<ImageKey> selection, Set<ImageKey> available) {
        Set<ImageKey> wanted = new HashSet<>();
        for (int i = images.size() - 1; i >= 0; i--) {
            PlannedImage image = images.get(i);
            if (selection.test(image.image()) || wanted.contains(image.image())) {
                wanted.add(image.image());
                image.parents().stream()
                        .filter(parent -> !available.contains(parent))
                        .forEach(wanted::add);
            }
        }
        List<PlannedImage> selected = new ArrayList<>(images);
        selected.removeIf(image -> !wanted.contains(image.image()));
        return new Plan(List.copyOf(selected), frozen, retired, leftOut, notices);
    }

    /** The same plan, each image labelled with the revision of the catalogue that it was made from. */
    public Plan atRevision(String revision) {
        return new Plan(
                images.stream()
                        .map(image -> image.labelled(PlannedImage.REVISION_LABEL, revision))
                        .toList(),
                frozen,
                retired,
                leftOut,
                notices);
    }
}
