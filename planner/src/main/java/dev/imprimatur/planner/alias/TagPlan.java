package dev.imprimatur.planner.alias;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.Release;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which image owns which tag. Pinned tags belong to the image of that very version. Every moving tag belongs to the
 * highest version among those that compete for it in its repository; pre-releases never compete. A release whose tags
 * are stated outright has just those, and nobody else may claim them.
 */
public final class TagPlan {
    private final Map<Tag, Owner> pinned = new LinkedHashMap<>();
    private final Map<Tag, Owner> moving = new TreeMap<>();
    private final Map<Tag, Owner> stated = new TreeMap<>();

    private record Owner(ImageKey image, Release release) {}

    /**
     * Enters an image with all tags that it may get.
     *
     * @throws TagCollisionException if another image has one of them for itself
     */
    public void enter(ImageKey image, Family family, Release release, boolean defaultVariant) {
        Owner owner = new Owner(image, release);
        if (!release.tags().isEmpty()) {
            release.tags().forEach(tag -> claim(tag, owner));
            release.tags().stream().skip(1).forEach(tag -> stated.put(tag, owner));
            return;
        }
        for (Repository repository : repositories(image, family, defaultVariant)) {
            Tag tag = repository.tag(release.version().text());
            claim(tag, owner);
            if (!release.version().preRelease()) {
                family.aliases()
                        .forEach(rule -> rule.tag(release, image.variant())
                                .ifPresent(name -> compete(repository.tag(name), owner)));
            }
        }
    }

    private void claim(Tag tag, Owner owner) {
        Owner other = pinned.put(tag, owner);
        if (other != null && !other.image.equals(owner.image)) {
            throw new TagCollisionException("tag " + tag + " is claimed by " + other.image + " and by " + owner.image
                    + "; give the families different repositories, or put {variant} into the repository");
        }
    }

    private void compete(Tag tag, Owner owner) {
        moving.merge(tag, owner, (holder, challenger) -> {
            if (holder.image.equals(challenger.image)) {
                return holder;
            }
            if (!holder.image.family().equals(challenger.image.family())
                    || !holder.image.variant().equals(challenger.image.variant())) {
                throw new TagCollisionException("tag " + tag + " is claimed by " + holder.image + " and by "
                        + challenger.image + "; a moving tag belongs to one family on one variant");
            }
            return challenger.release.version().compareTo(holder.release.version()) > 0 ? challenger : holder;
        });
    }

    /** Checks that no moving tag is also a pinned or stated one of another image. */
    public void check() {
        moving.forEach((tag, owner) -> {
            Owner other = pinned.get(tag);
            if (other != null && !other.image.equals(owner.image)) {
                throw new TagCollisionException(
                        "tag " + tag + (other.release.tags().isEmpty() ? " is the pinned tag of " : " is stated for ")
                                + other.image + " and a moving tag of " + owner.image);
            }
        });
    }

    /** Every image's pinned tags, in the repositories' order. */
    public Map<ImageKey, List<Tag>> pinned() {
        Map<Tag, Owner> only = new LinkedHashMap<>(pinned);
        only.keySet().removeAll(stated.keySet());
        return byImage(only);
    }

    /** Every image's moving tags, in their order. */
    public Map<ImageKey, List<Tag>> moving() {
        Map<Tag, Owner> only = new TreeMap<>(moving);
        only.keySet().removeAll(pinned.keySet());
        only.putAll(stated);
        return byImage(only);
    }

    private static Map<ImageKey, List<Tag>> byImage(Map<Tag, Owner> tags) {
        Map<ImageKey, List<Tag>> byImage = new LinkedHashMap<>();
        tags.forEach((tag, owner) ->
                byImage.computeIfAbsent(owner.image, key -> new ArrayList<>()).add(tag));
        return byImage;
    }

    private static List<Repository> repositories(ImageKey image, Family family, boolean defaultVariant) {
        Repository own = family.repository(image.variant());
        return defaultVariant
                        && family.defaultRepository() != null
                        && !family.defaultRepository().equals(own)
                ? List.of(own, family.defaultRepository())
                : List.of(own);
    }
}
