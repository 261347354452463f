package dev.imprimatur.planner.plan;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.alias.TagPlan;
import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.EndOfLife;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.From;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.catalog.Recipe;
import dev.imprimatur.planner.catalog.Release;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes a catalogue's plan. */
public final class Planner {
    private final Catalog catalog;
    private final LocalDate today;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Map<ImageKey, Entry> entries = new LinkedHashMap<>();
    private final Set<ImageKey> retired = new HashSet<>();
    private final Map<String, List<ImageKey>> candidates = new LinkedHashMap<>();

    private final Map<From.InCatalog, ImageKey> resolved = new HashMap<>();

    private record Entry(Family family, Release release, boolean frozen) {}

    private Planner(Catalog catalog, LocalDate today) {
        this.catalog = catalog;
        this.today = today;
    }

    /**
     * The plan of this catalogue on this day: the same catalogue gives the same plan.
     *
     * @throws CatalogException if two images claim one tag, or a base is missing or goes in a circle
     */
    public static Plan plan(Catalog catalog, LocalDate today) {
        return new Planner(catalog, today).plan();
    }

    private Plan plan() {
        TagPlan tags = new TagPlan(today);
        catalog.families()
                .forEach(family -> family.releases()
                        .forEach(release ->
                                release.variants().forEach(variant -> enter(tags, family, release, variant))));
        tags.collisions().forEach(collision -> problem(collision.family(), collision.message()));
        Map<ImageKey, List<Tag>> pinned = tags.pinned();
        Map<ImageKey, List<Tag>> moving = tags.moving();
        Map<ImageKey, PlannedImage> images = new LinkedHashMap<>();
        List<FrozenImage> frozen = new ArrayList<>();
        entries.forEach((key, entry) -> {
            List<Tag> own = pinned.getOrDefault(key, List.of());
            List<Tag> aliases = moving.getOrDefault(key, List.of());
            if (entry.frozen) {
                frozen.add(new FrozenImage(key, entry.release.line().endOfLife().date(), own, aliases));
            } else {
                images.put(key, image(key, entry, own, aliases));
            }
        });
        List<PlannedImage> ordered = problems.isEmpty() ? new BaseFirst(images).order(this::circle) : List.of();
        if (!problems.isEmpty()) {
            throw new CatalogException(List.copyOf(problems));
        }
        return new Plan(ordered, List.copyOf(frozen), Set.copyOf(retired), Notices.of(catalog, today));
    }

    private void enter(TagPlan tags, Family family, Release release, String variant) {
        EndOfLife.Policy state = release.line().state(today);
        ImageKey key = new ImageKey(family.name(), release.version().text(), variant);
        if (state == EndOfLife.Policy.RETIRE) {
            retired.add(key);
            return;
        }
        entries.put(key, new Entry(family, release, state == EndOfLife.Policy.FREEZE));
        candidates
                .computeIfAbsent(place(family.name(), variant), place -> new ArrayList<>())
                .add(key);
        try {
            tags.enter(key, family, release, variant.equals(catalog.defaultVariant()));
        } catch (IllegalArgumentException e) {
            problem(family.name(), "the tags of " + key + " cannot be: " + e.getMessage());
        }
    }

    private void circle(List<ImageKey> circle) {
        problem(circle.getFirst().family(), "base images go in a circle: " + circle, "from");
    }

    private void problem(String family, String message, Object... place) {
        catalog.families().stream()
                .filter(each -> each.name().equals(family))
                .findFirst()
                .map(Family::source)
                .ifPresent(source -> problems.add(source.problem(
                        message,
                        place.length > 0 ? place : new Object[] {source.has("repository") ? "repository" : "name"})));
    }

    private PlannedImage image(ImageKey key, Entry entry, List<Tag> pinned, List<Tag> moving) {
        Family family = entry.family;
        Recipe recipe = family.recipe(entry.release, key.variant());
        Map<String, Base> bases = new TreeMap<>();
        family.from().keySet().forEach(name -> bases.put(name, base(family, name, key.variant())));
        Map<String, Object> values = new TreeMap<>();
        values.put("family", key.family());
        values.put("version", key.version());
        values.put("variant", key.variant());
        String codename = entry.release.line().codename();
        values.put("codename", codename == null ? "" : codename);
        values.put("args", recipe.args());
        EndOfLife end = entry.release.line().endOfLife();
        return new PlannedImage(
                key,
                recipe.platform(),
                pinned,
                moving,
                bases,
                recipe.template(),
                values,
                entry.release.origin(),
                labels(key, family),
                recipe.context(),
                recipe.tests(),
                end == null ? null : end.date());
    }

    private Map<String, String> labels(ImageKey key, Family family) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("org.opencontainers.image.title", key.family());
        labels.put("org.opencontainers.image.version", key.version());
        if (family.description() != null) {
            labels.put("org.opencontainers.image.description", family.description());
        }
        if (!family.contacts().isEmpty()) {
            labels.put("org.opencontainers.image.authors", String.join(", ", family.contacts()));
        }
        if (catalog.source() != null) {
            labels.put("org.opencontainers.image.source", catalog.source());
        }
        return labels;
    }

    private Base base(Family family, String name, String variant) {
        return switch (family.from(name, variant)) {
            case From.Upstream upstream -> new Base(upstream.image(), null);
            case From.InCatalog other ->
                new Base(null, resolved.computeIfAbsent(other, from -> resolve(family, name, from)));
        };
    }

    private ImageKey resolve(Family family, String name, From.InCatalog from) {
        return candidates.getOrDefault(place(from.family(), from.variant()), List.of()).stream()
                .filter(key -> from.version() == null || key.version().equals(from.version()))
                .max(Comparator.comparing(key -> entries.get(key).release().version()))
                .orElseGet(() -> {
                    missing(family, name, from);
                    return null;
                });
    }

    private void missing(Family family, String name, From.InCatalog from) {
        problem(
                family.name(),
                "from." + name + ": there is no image of family '" + from.family() + "'"
                        + (from.version() == null ? "" : " with version " + from.version())
                        + " on variant '"
                        + from.variant() + "' in this catalogue",
                "from",
                name);
    }

    private static String place(String family, String variant) {
        return family + "/" + variant;
    }
}
