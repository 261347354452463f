package dev.imprimatur.planner.plan;

import dev.imprimatur.events.AllowedSilence;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.alias.TagCollision;
import dev.imprimatur.planner.alias.TagPlan;
import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.EndOfLife;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.From;
import dev.imprimatur.planner.catalog.LeftOut;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.catalog.Recipe;
import dev.imprimatur.planner.catalog.Release;
import dev.imprimatur.planner.catalog.Source;
import dev.imprimatur.planner.version.Version;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a catalogue's plan. What is wrong with the catalogue's own files stops it; what a feed has brought in, be it
 * two images with one tag or a base that is gone, leaves out that family and no other.
 */
public final class Planner {
    private final Catalog catalog;
    private final LocalDate today;
    private final Standing standing;
    private final Set<String> leftOut;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Map<String, List<Problem>> troubles = new LinkedHashMap<>();
    private final Map<ImageKey, Entry> entries = new LinkedHashMap<>();
    private final Set<ImageKey> retired = new HashSet<>();
    private final List<FrozenImage> frozen = new ArrayList<>();
    private final Map<String, List<ImageKey>> candidates = new LinkedHashMap<>();

    private final Map<From.InCatalog, ImageKey> resolved = new HashMap<>();

    /** A pre-release is the newest only where there is no release: on it stands what did not ask for it. */
    private static final Comparator<Version> NEWEST = Comparator.<Version, Boolean>comparing(
                    version -> !version.preRelease())
            .thenComparing(Comparator.naturalOrder());

    private record Entry(Family family, Release release, boolean frozen) {}

    private Planner(Catalog catalog, LocalDate today, Standing standing, Set<String> leftOut) {
        this.catalog = catalog;
        this.today = today;
        this.standing = standing;
        this.leftOut = leftOut;
    }

    /**
     * The plan of this catalogue on this day, where it is not known what is published.
     *
     * @throws CatalogException if two images claim one tag, or a base is missing or goes in a circle
     */
    public static Plan plan(Catalog catalog, LocalDate today) {
        return plan(catalog, today, Standing.UNKNOWN);
    }

    /**
     * The plan of this catalogue on this day: the same catalogue gives the same plan.
     *
     * @param standing what is published: on it the images are built whose base is not
     * @throws CatalogException if two images claim one tag, or a base is missing or goes in a circle, and no feed has
     *     brought that in; or if no family is left
     */
    public static Plan plan(Catalog catalog, LocalDate today, Standing standing) {
        Catalog rest = catalog;
        while (true) {
            Planner planner = new Planner(rest, today, standing, names(rest.leftOut()));
            List<PlannedImage> images = planner.images();
            if (!planner.problems.isEmpty()) {
                throw new CatalogException(Stream.concat(
                                planner.problems.stream(),
                                planner.troubles.values().stream().flatMap(List::stream))
                        .toList());
            }
            if (planner.troubles.isEmpty()) {
                return new Plan(
                        images,
                        List.copyOf(planner.frozen),
                        Set.copyOf(planner.retired),
                        rest.leftOut(),
                        Notices.of(rest, images, today));
            }
            rest = rest.without(planner.troubles.entrySet().stream()
                    .map(trouble -> new LeftOut(trouble.getKey(), trouble.getValue()))
                    .toList());
            if (rest.families().isEmpty()) {
                throw new CatalogException(rest.leftOut().stream()
                        .flatMap(family -> family.problems().stream())
                        .toList());
            }
        }
    }

    private static Set<String> names(List<LeftOut> leftOut) {
        return leftOut.stream().map(LeftOut::family).collect(Collectors.toSet());
    }

    /** The images, bases first, as far as there are neither problems nor troubles. */
    private List<PlannedImage> images() {
        TagPlan tags = new TagPlan(today);
        catalog.families()
                .forEach(family -> family.releases()
                        .forEach(release ->
                                release.variants().forEach(variant -> enter(tags, family, release, variant))));
        standing.tags().values().stream().filter(this::hasEnded).forEach(retired::add);
        tags.collisions().forEach(this::collide);
        Map<ImageKey, List<Tag>> pinned = tags.pinned();
        Map<ImageKey, List<Tag>> moving = tags.moving();
        Map<ImageKey, PlannedImage> images = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            List<Tag> own = pinned.getOrDefault(key, List.of());
            List<Tag> aliases = moving.getOrDefault(key, List.of());
            if (entry.frozen) {
                frozen.add(new FrozenImage(key, entry.release.line().endOfLife().date(), own, aliases));
            } else {
                images.put(key, image(key, entry, own, aliases));
            }
        });
        return problems.isEmpty() && troubles.isEmpty() ? new BaseFirst(images).order(this::circle) : List.of();
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
            wrong(family.name(), family.fed(), "the tags of " + key + " cannot be: " + e.getMessage());
        }
    }

    /** Whether it is published and its line is retired, be it among the family's releases or not. */
    private boolean hasEnded(ImageKey published) {
        return family(published.family())
                .map(family ->
                        family.lines().of(Version.parse(published.version())).state(today))
                .filter(state -> state == EndOfLife.Policy.RETIRE)
                .isPresent();
    }

    private void circle(List<ImageKey> circle) {
        wrong(
                circle.getFirst().family(),
                false,
                "base images go in a circle: "
                        + circle.stream().map(ImageKey::toString).collect(Collectors.joining(" → ")),
                "from");
    }

    /** Of several families whose feed may have brought it in, the one has to yield that does not have the tag yet. */
    private void collide(TagCollision collision) {
        Set<String> holders = collision.tags().stream()
                .map(standing.tags()::get)
                .filter(Objects::nonNull)
                .map(ImageKey::family)
                .collect(Collectors.toSet());
        List<String> fed = catalog.families().stream()
                .filter(family -> family.fed() && collision.families().contains(family.name()))
                .map(Family::name)
                .sorted(Comparator.comparing(holders::contains).reversed())
                .toList();
        wrong(fed.isEmpty() ? collision.family() : fed.getLast(), !fed.isEmpty(), collision.message());
    }

    /**
     * @param trouble whether it only leaves out the family: something else than the catalogue's files has brought it in
     */
    private void wrong(String family, boolean trouble, String message, Object... place) {
        Source source = family(family).orElseThrow().source();
        Problem problem = source.problem(
                message, place.length > 0 ? place : new Object[] {source.has("repository") ? "repository" : "name"});
        if (!trouble) {
            problems.add(problem);
        } else if (!troubles.computeIfAbsent(family, name -> new ArrayList<>()).contains(problem)) {
            troubles.get(family).add(problem);
        }
    }

    private Optional<Family> family(String name) {
        return catalog.families().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
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
        return PlannedImageBuilder.builder()
                .image(key)
                .platform(recipe.platform())
                .pinned(pinned)
                .aliases(moving)
                .bases(bases)
                .template(recipe.template().text())
                .templateFile(recipe.template().file())
                .values(values)
                .origin(family.origin(entry.release, key.variant()))
                .labels(labels(key, family))
                .context(recipe.context())
                .tests(recipe.tests())
                .endOfLife(end == null ? null : end.date())
                .build();
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
        if (family.silence() != null) {
            labels.put(AllowedSilence.LABEL, AllowedSilence.value(family.silence()));
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
        return candidates(from)
                .filter(key -> from.version() == null || key.version().equals(from.version()))
                .max(Comparator.comparing(key -> Version.parse(key.version()), NEWEST))
                .orElseGet(() -> {
                    missing(family, name, from);
                    return null;
                });
    }

    private Stream<ImageKey> candidates(From.InCatalog from) {
        return leftOut.contains(from.family())
                ? standing.of(from)
                : candidates.getOrDefault(place(from.family(), from.variant()), List.of()).stream()
                        .filter(key -> !entries.get(key).frozen || standing.has(key));
    }

    private void missing(Family family, String name, From.InCatalog from) {
        boolean out = leftOut.contains(from.family());
        boolean ended = ended(from);
        boolean trouble = out || ended || family(from.family()).map(Family::fed).orElse(false);
        wrong(
                family.name(),
                trouble,
                "from." + name + ": there is no image of family '" + from.family() + "'"
                        + (from.version() == null ? "" : " with version " + from.version())
                        + " on variant '"
                        + from.variant()
                        + (out
                                ? "' that was published, and the family is left out of the plan"
                                : ended
                                        ? "' that is still built, or was published before its line ended"
                                        : "' in this catalogue"),
                "from",
                name);
    }

    /** Whether it is the calendar that has taken it away: it is retired, or frozen and was never published. */
    private boolean ended(From.InCatalog from) {
        return Stream.concat(retired.stream(), entries.keySet().stream().filter(key -> entries.get(key).frozen))
                .anyMatch(image -> image.family().equals(from.family())
                        && image.variant().equals(from.variant())
                        && (from.version() == null || image.version().equals(from.version())));
    }

    private static String place(String family, String variant) {
        return family + "/" + variant;
    }
}
