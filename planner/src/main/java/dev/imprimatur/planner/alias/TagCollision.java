package dev.imprimatur.planner.alias;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tags that images of two families, or of two variants of one family, both claim. */
public final class TagCollision {
    private final Map<Tag, TreeMap<String, ImageKey>> claims = new TreeMap<>();

    TagCollision() {}

    void add(Tag tag, ImageKey one, ImageKey other) {
        TreeMap<String, ImageKey> images = claims.computeIfAbsent(tag, key -> new TreeMap<>());
        images.put(one.toString(), one);
        images.put(other.toString(), other);
    }

    /** The family of one of them, whose description has to change. */
    public String family() {
        return claims.values().iterator().next().lastEntry().getValue().family();
    }

    /** The families of all images that claim one of the tags. */
    public Set<String> families() {
        return claims.values().stream()
                .flatMap(images -> images.values().stream())
                .map(ImageKey::family)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The tags that more than one image claims. */
    public Set<Tag> tags() {
        return Set.copyOf(claims.keySet());
    }

    /** Which two images claim which tag, and what can be done. */
    public String message() {
        Map.Entry<Tag, TreeMap<String, ImageKey>> first =
                claims.entrySet().iterator().next();
        ImageKey one = first.getValue().firstEntry().getValue();
        ImageKey other = first.getValue().lastEntry().getValue();
        return "tag " + first.getKey() + " is claimed by " + one + " and by " + other
                + (claims.size() == 1 ? "" : ", and " + (claims.size() - 1) + " more")
                + "; " + cure(one, other);
    }

    private static String cure(ImageKey one, ImageKey other) {
        if (!one.family().equals(other.family())) {
            return "give the families different repositories, or one of them a tags.prefix";
        }
        return one.variant().equals(other.variant())
                ? "rename one of the releases, or drop the alias rule or style that gives it the other's tag"
                : "put {variant} into the repository, or take tags.style suffix";
    }
}
