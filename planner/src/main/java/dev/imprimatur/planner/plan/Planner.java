package dev.imprimatur.planner.plan;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.alias.TagCollisionException;
import dev.imprimatur.planner.alias.TagPlan;
import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.From;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.catalog.Release;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a catalogue's plan. */
public final class Planner {
    private final Catalog catalog;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<ImageKey, Entry> entries = new LinkedHashMap<>();

    private record Entry(Family family, Release release) {}

    private Planner(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The plan of this catalogue: the same catalogue gives the same plan.
     *
     * @throws CatalogException if two images claim one tag, or a base is missing or goes in a circle
     */
    public static Plan plan(Catalog catalog) {
        return new Planner(catalog).plan();
    }

    private Plan plan() {
        TagPlan tags = new TagPlan();
        for (Family family : catalog.families()) {
            for (Release release : family.releases()) {
                for (String variant : release.variants()) {
                    enter(tags, family, release, variant);
                }
            }
        }
        check(tags::check, "catalog.yaml");
        Map<ImageKey, List<Tag>> pinned = tags.pinned();
        Map<ImageKey, List<Tag>> moving = tags.moving();
        Map<ImageKey, PlannedImage> images = new LinkedHashMap<>();
        entries.forEach((key, entry) -> images.put(
                key, image(key, entry, pinned.getOrDefault(key, List.of()), moving.getOrDefault(key, List.of()))));
        List<PlannedImage> ordered = problems.isEmpty() ? new BaseFirst(images).order(this::circle) : List.of();
        if (!problems.isEmpty()) {
            throw new CatalogException(problems);
        }
        return new Plan(ordered);
    }

    private void enter(TagPlan tags, Family family, Release release, String variant) {
        ImageKey key = new ImageKey(family.name(), release.version().text(), variant);
        if (entries.put(key, new Entry(family, release)) != null) {
            problems.add(new Problem(family.file(), 0, "release " + release.version() + " is there twice"));
        }
        check(() -> tags.enter(key, family, release, variant.equals(catalog.defaultVariant())), family.file());
    }

    private void check(Runnable step, String file) {
        try {
            step.run();
        } catch (TagCollisionException e) {
            problems.add(new Problem(file, 0, e.getMessage()));
        }
    }

    private void circle(List<ImageKey> circle) {
        String file = entries.get(circle.getFirst()).family.file();
        problems.add(new Problem(file, 0, "base images go in a circle: " + circle));
    }

    private PlannedImage image(ImageKey key, Entry entry, List<Tag> pinned, List<Tag> moving) {
        Family family = entry.family;
        Map<String, Base> bases = new TreeMap<>();
        family.from().keySet().forEach(name -> bases.put(name, base(family, name, key.variant())));
        Map<String, Object> values = new TreeMap<>();
        values.put("family", key.family());
        values.put("version", key.version());
        values.put("variant", key.variant());
        values.put("codename", entry.release.codename() == null ? "" : entry.release.codename());
        values.put("args", new TreeMap<>(entry.release.args()));
        Map<String, String> labels = new TreeMap<>();
        labels.put("org.opencontainers.image.title", key.family());
        labels.put("org.opencontainers.image.version", key.version());
        if (family.description() != null) {
            labels.put("org.opencontainers.image.description", family.description());
        }
        if (catalog.source() != null) {
            labels.put("org.opencontainers.image.source", catalog.source());
        }
        return new PlannedImage(
                key,
                catalog.platform(),
                pinned,
                moving,
                bases,
                family.template(),
                values,
                labels,
                family.context(),
                family.tests());
    }

    private Base base(Family family, String name, String variant) {
        return switch (family.from(name, variant)) {
            case From.Upstream upstream -> new Base(upstream.image(), null);
            case From.InCatalog other -> new Base(null, resolve(family, name, other));
        };
    }

    private ImageKey resolve(Family family, String name, From.InCatalog from) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().family().equals(from.family())
                        && entry.getKey().variant().equals(from.variant())
                        && (from.version() == null || entry.getKey().version().equals(from.version())))
                .max(Comparator.comparing(entry -> entry.getValue().release().version()))
                .map(Map.Entry::getKey)
                .orElseGet(() -> {
                    problems.add(new Problem(
                            family.file(),
                            0,
                            "from." + name + ": there is no image of family '" + from.family() + "'"
                                    + (from.version() == null ? "" : " with version " + from.version())
                                    + " on variant '"
                                    + from.variant() + "' in this catalogue"));
                    return null;
                });
    }
}
