package dev.imprimatur.planner.alias;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.Release;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which image owns which tag. Pinned tags belong to the image of that very version. Every moving tag belongs to the
 * highest version among those that compete for it in its repository; pre-releases never compete. A release whose tags
 * are stated outright has just those, and no other image may claim them.
 */
public final class TagPlan {
    /** A tag has 128 characters at most, and a revision's tag {@code -r} and a number behind the pinned one. */
    private static final int LONGEST_PINNED = 128 - "-r99999".length();

    private final LocalDate today;
    private final Map<Tag, Owner> pinned = new LinkedHashMap<>();
    private final Map<Tag, Owner> moving = new TreeMap<>();
    private final Map<Tag, Owner> stated = new TreeMap<>();
    private final Map<List<String>, TagCollision> collisions = new LinkedHashMap<>();

    private record Owner(ImageKey image, Release release) {}

    /** A plan without images, on this day. */
    public TagPlan(LocalDate today) {
        this.today = today;
    }

    /**
     * Enters an image with all tags that it may get.
     *
     * @throws IllegalArgumentException if one of them cannot be a tag
     */
    public void enter(ImageKey image, Family family, Release release, boolean defaultVariant) {
        Owner owner = new Owner(image, release);
        if (!release.tags().isEmpty()) {
            checkLength(release.tags().getFirst());
            release.tags().forEach(tag -> claim(tag, owner));
            release.tags().stream().skip(1).forEach(tag -> stated.put(tag, owner));
            return;
        }
        TagNames names = new TagNames(family, release, image.variant(), defaultVariant);
        names.pinned().forEach(tag -> {
            checkLength(tag);
            claim(tag, owner);
        });
        names.moving(today).forEach(tag -> compete(tag, owner));
    }

    private static void checkLength(Tag pinned) {
        int length = pinned.name().length();
        if (length > LONGEST_PINNED) {
            throw new IllegalArgumentException("'%s' has %d characters, and a pinned tag has %d at most, since tags of"
                            .formatted(pinned.name(), length, LONGEST_PINNED)
                    + " revisions have -r and a number behind it");
        }
    }

    private void claim(Tag tag, Owner owner) {
        Owner other = pinned.putIfAbsent(tag, owner);
        if (other != null && !other.image.equals(owner.image)) {
            collide(tag, other.image, owner.image);
        }
    }

    private void compete(Tag tag, Owner owner) {
        moving.merge(tag, owner, (holder, challenger) -> {
            if (!holder.image.family().equals(challenger.image.family())
                    || !holder.image.variant().equals(challenger.image.variant())) {
                collide(tag, holder.image, challenger.image);
            }
            return challenger.release.version().compareTo(holder.release.version()) > 0 ? challenger : holder;
        });
    }

    private void collide(Tag tag, ImageKey one, ImageKey other) {
        collisions
                .computeIfAbsent(
                        new TreeSet<>(List.of(
                                        one.family() + "/" + one.variant(), other.family() + "/" + other.variant()))
                                .stream().toList(),
                        pair -> new TagCollision())
                .add(tag, one, other);
    }

    /** The tags that two images claim, once for every two families and variants that they are of. */
    public List<TagCollision> collisions() {
        moving.forEach((tag, owner) -> {
            Owner other = pinned.get(tag);
            if (other != null && !other.image.equals(owner.image)) {
                collide(tag, other.image, owner.image);
            }
        });
        return collisions.values().stream()
                .sorted(Comparator.comparing(TagCollision::message))
                .toList();
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
}
