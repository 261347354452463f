package dev.imprimatur.planner.alias;

import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.AliasRule;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.Release;
import dev.imprimatur.planner.catalog.TagStyle;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Spells the tags of one image, as its family's style says. */
final class TagNames {
    private final Family family;
    private final Release release;
    private final String variant;
    private final List<Place> places;

    /** A repository in which an image has tags, with or without the variant's name behind them. */
    private record Place(Repository repository, boolean suffixed) {}

    TagNames(Family family, Release release, String variant, boolean defaultVariant) {
        this.family = family;
        this.release = release;
        this.variant = variant;
        this.places = places(family, variant, defaultVariant);
    }

    /** The tags that name the very version. */
    List<Tag> pinned() {
        String name = release.version().tag();
        return places.stream()
                .map(place -> tag(place, place.suffixed ? name + "-" + variant : name))
                .distinct()
                .toList();
    }

    /** The moving tags that the image competes for; a pre-release for none. */
    List<Tag> moving(LocalDate today) {
        return release.version().preRelease()
                ? List.of()
                : family.aliases().stream()
                        .flatMap(rule ->
                                rule.tag(release, variant, today).stream().flatMap(name -> moving(rule, name)))
                        .distinct()
                        .toList();
    }

    private Stream<Tag> moving(AliasRule rule, String name) {
        return places.stream().map(place -> tag(place, place.suffixed ? rule.suffixed(name, variant) : name));
    }

    private Tag tag(Place place, String name) {
        return place.repository.tag(release.line().prefix() + name);
    }

    private static List<Place> places(Family family, String variant, boolean defaultVariant) {
        Repository own = family.repository(variant);
        Repository shared = family.style() == TagStyle.SUFFIX ? own : family.defaultRepository();
        List<Place> places = new ArrayList<>();
        if (family.style() != TagStyle.SUFFIX) {
            places.add(new Place(own, false));
        }
        if (family.style() != TagStyle.REPOSITORY) {
            places.add(new Place(shared, true));
        }
        if (defaultVariant && shared != null) {
            places.add(new Place(shared, false));
        }
        return places;
    }
}
