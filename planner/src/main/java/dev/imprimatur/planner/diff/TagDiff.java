package dev.imprimatur.planner.diff;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.version.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The difference between the tags that a rebuild would set and those that are published.
 *
 * @param changes one a tag, in the tags' order
 */
public record TagDiff(List<TagChange> changes) {

    /**
     * Compares.
     *
     * @param whole the catalogue's whole plan: a tag that it has does not vanish, and tags of images that it retires do
     *     so as announced
     * @param part the part of it that is built
     * @param asked the images that the rebuild is about: only their tags can vanish by it
     * @param current what is published
     */
    public static TagDiff of(Plan whole, Plan part, Predicate<ImageKey> asked, Collection<CurrentTag> current) {
        Map<Tag, CurrentTag> now = current.stream().collect(Collectors.toMap(CurrentTag::tag, Function.identity()));
        List<TagChange> changes = new ArrayList<>();
        part.images()
                .forEach(image -> image.tags().forEach(tag -> changes.add(change(tag, image.image(), now.get(tag)))));
        Set<Tag> planned = new HashSet<>();
        whole.images().forEach(image -> planned.addAll(image.tags()));
        whole.frozen().forEach(image -> planned.addAll(image.tags()));
        current.stream()
                .filter(tag -> !planned.contains(tag.tag()) && asked.test(tag.image()))
                .forEach(tag -> changes.add(new TagChange(
                        tag.tag(),
                        TagChange.Kind.VANISHED,
                        tag.image(),
                        null,
                        tag.moving() && !tag.letGo() && !whole.retired().contains(tag.image())
                                ? Allowance.VANISH
                                : null)));
        changes.sort(Comparator.comparing(TagChange::tag));
        return new TagDiff(List.copyOf(changes));
    }

    /** The changes that are refused, given what is allowed. */
    public List<TagChange> refused(Collection<Allowance> allowed) {
        return changes.stream()
                .filter(change -> change.needs() != null && !allowed.contains(change.needs()))
                .toList();
    }

    private static TagChange change(Tag tag, ImageKey to, CurrentTag now) {
        if (now == null) {
            return new TagChange(tag, TagChange.Kind.NEW, null, to, null);
        }
        ImageKey from = now.image();
        if (from.equals(to)) {
            return new TagChange(tag, TagChange.Kind.UNCHANGED, from, to, null);
        }
        if (!from.family().equals(to.family()) || !from.variant().equals(to.variant())) {
            return new TagChange(tag, TagChange.Kind.TAKEOVER, from, to, Allowance.TAKEOVER);
        }
        return Version.parse(to.version()).compareTo(Version.parse(from.version())) < 0
                ? new TagChange(tag, TagChange.Kind.BACKWARD, from, to, Allowance.BACKWARD)
                : new TagChange(tag, TagChange.Kind.MOVED, from, to, null);
    }
}
