package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.version.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads which images a family has: its releases on their variants, of which {@code keep} chooses, {@code exclude} takes
 * away, and {@code include}, which has the last word, brings back.
 */
final class MatrixReader {
    private final YamlFile yaml;
    private final FamilyFile file;
    private final List<String> variants;
    private final Set<String> allVariants;
    private final CellsReader cellsReader;
    private final LineReader lines;
    private final RecipeReader recipes;
    private final List<Notice> notices = new ArrayList<>();
    private final Keep keep;
    private final List<Cells> inclusions;

    /**
     * @param variants the family's variants
     * @param catalogVariants the catalogue's, which {@code include} may name as well
     */
    MatrixReader(
            YamlFile yaml,
            FamilyFile file,
            List<String> variants,
            List<String> catalogVariants,
            LineReader lines,
            RecipeReader recipes) {
        this.yaml = yaml;
        this.file = file;
        this.variants = variants;
        this.allVariants = new LinkedHashSet<>(variants);
        this.allVariants.addAll(catalogVariants);
        this.cellsReader = new CellsReader(yaml, file, allVariants);
        this.lines = lines;
        this.recipes = recipes;
        this.keep = keep();
        this.inclusions = cellsReader.inclusions();
    }

    /** The notices, once everything was read. */
    List<Notice> notices() {
        return List.copyOf(notices);
    }

    /** Those of these versions that may have images, if there were no others. */
    Set<Version> kept(Collection<Version> versions) {
        List<Release> releases = versions.stream()
                .map(version -> new Release(version, lines.lines().of(version), variants, Map.of(), null, List.of()))
                .toList();
        Set<Version> kept = new HashSet<>();
        keep.of(releases).forEach(release -> kept.add(release.version()));
        versions.stream()
                .filter(version -> inclusions.stream()
                        .anyMatch(cells -> allVariants.stream().anyMatch(variant -> cells.hold(version, variant))))
                .forEach(kept::add);
        return kept;
    }

    /** The releases, each with the variants on which it exists. */
    List<Release> releases(List<FamilyFeeds.Placed> stated) {
        List<Release> declared = declared(stated);
        Set<Release> kept = keep.of(declared);
        List<Exclusion> exclusions = cellsReader.exclusions();
        List<Release> releases = new ArrayList<>();
        int images = 0;
        for (Release release : declared) {
            Set<String> on = new LinkedHashSet<>(kept.contains(release) ? release.variants() : List.of());
            exclusions.forEach(exclusion -> exclusion.apply(release.version(), on));
            inclusions.forEach(cells -> (cells.variants().isEmpty() ? variants : cells.variants())
                    .stream()
                            .filter(variant -> cells.hold(release.version(), variant))
                            .forEach(on::add));
            images += on.size();
            if (images > CatalogReader.MOST_IMAGES) {
                yaml.problem(CatalogReader.TOO_MANY, file.feed() == null ? "releases" : "feed");
                break;
            }
            if (!on.isEmpty()) {
                releases.add(new Release(
                        release.version(),
                        release.line(),
                        List.copyOf(on),
                        release.args(),
                        release.origin(),
                        release.tags()));
            }
        }
        exclusions.forEach(exclusion -> notices.add(exclusion.notice(file.name())));
        inclusions.forEach(cells -> noticeIfIdle(cells, "include", declared));
        return releases;
    }

    /** What is different for some images. */
    List<Recipe.Change> overrides(Recipe family, List<Release> releases) {
        List<Recipe.Change> changes = new ArrayList<>();
        List<FamilyFile.OverrideFile> files = CatalogReader.listed(file.overrides());
        for (int i = 0; i < files.size(); i++) {
            FamilyFile.OverrideFile override = files.get(i);
            if (override == null) {
                continue;
            }
            FamilyFile.WhenFile when = override.when();
            if (when == null) {
                if (!yaml.source().has("overrides", i, "when")) {
                    yaml.problem("an override has no when, which says for which images it is", "overrides", i);
                }
                continue;
            }
            Cells cells = new Cells(
                    cellsReader.range(when.versions(), "overrides", i, "when", "versions"),
                    cellsReader.known(when.variants(), "overrides", i, "when", "variants"));
            noticeIfIdle(cells, "an override", releases);
            changes.add(new Recipe.Change(cells, recipes.override(override, family.tests(), i)));
        }
        return changes;
    }

    private List<Release> declared(List<FamilyFeeds.Placed> stated) {
        boolean none = file.releases() == null
                ? !yaml.source().has("releases")
                : file.releases().isEmpty();
        if (none && file.feed() == null && !yaml.source().has("feed")) {
            yaml.problem("there are no releases, expected for example [{version: 22.23.3}], or a feed", "releases");
        }
        Map<Version, Version> seen = new TreeMap<>();
        List<Release> releases = new ArrayList<>();
        for (FamilyFeeds.Placed each : stated) {
            Object[] place = Source.under(each.place(), "version");
            if (each.file().version() == null) {
                if (!yaml.source().has(place)) {
                    yaml.problem("a release has no version", each.place());
                }
                continue;
            }
            Version version = yaml.parse(() -> version(each.file().version()), place);
            if (version == null) {
                continue;
            }
            Version twin = seen.putIfAbsent(version, version);
            if (twin != null) {
                yaml.problem(
                        twin.text().equals(version.text())
                                ? "release " + version + " is there twice"
                                : "releases " + twin + " and " + version + " are the same version",
                        place);
                continue;
            }
            releases.add(release(each, version));
        }
        return releases;
    }

    /** A version that can name an image. */
    private static Version version(String text) {
        return Version.parse(new ImageKey("any", Version.parse(text).text(), "any").version());
    }

    private Release release(FamilyFeeds.Placed placed, Version version) {
        FamilyFile.ReleaseFile release = placed.file();
        Object[] place = placed.place();
        Line line = lines.lines().of(version);
        List<String> on = release.variants() == null
                ? variants
                : cellsReader.known(release.variants(), Source.under(place, "variants"));
        Map<String, String> args = new TreeMap<>();
        args.putAll(orEmpty(file.args()));
        args.putAll(orEmpty(lines.args(line)));
        args.putAll(recipes.args(release.args(), Source.under(place, "args")));
        return new Release(
                version,
                lines.named(line, release.codename(), place),
                on,
                args,
                placed.origin(),
                tags(release, on, place));
    }

    private List<Tag> tags(FamilyFile.ReleaseFile release, List<String> on, Object[] place) {
        List<Tag> tags = new ArrayList<>();
        List<String> stated = CatalogReader.listed(release.tags());
        Object[] at = Source.under(place, "tags");
        if (!stated.isEmpty() && on.size() > 1) {
            yaml.problem(
                    "release " + release.version() + ": stated tags belong to one image, but it is on "
                            + String.join(", ", on)
                            + "; name the variant they are for",
                    at);
        }
        for (int i = 0; i < stated.size(); i++) {
            String text = stated.get(i);
            Tag tag = text == null ? null : yaml.parse(() -> Tag.parse(text), Source.under(at, i));
            if (tag != null) {
                tags.add(tag);
            }
        }
        return tags;
    }

    private Keep keep() {
        FamilyFile.KeepFile keep = file.keep();
        if (keep == null || keep.word() == FamilyFile.KeepWord.ALL) {
            return Keep.ALL;
        }
        if (keep.word() == FamilyFile.KeepWord.LATEST_PATCH) {
            return Keep.LATEST_PATCH;
        }
        if (keep.last() == null || keep.last() < 1) {
            boolean missing = keep.per() != null && !yaml.source().has("keep", "last");
            if (keep.last() != null || missing || yaml.source().empty("keep")) {
                yaml.problem("keep: expected all, latest-patch, or for example {last: 3, per: line}", "keep");
            }
            return Keep.ALL;
        }
        return new Keep(keep.last(), keep.per() == null ? Keep.Per.FAMILY : keep.per());
    }

    private void noticeIfIdle(Cells cells, String what, List<Release> releases) {
        List<String> on = cells.variants().isEmpty() ? List.copyOf(allVariants) : cells.variants();
        boolean idle = releases.stream()
                .noneMatch(release -> on.stream().anyMatch(variant -> cells.hold(release.version(), variant)));
        if (idle) {
            notices.add(new Notice(file.name(), null, what + " for " + cells + " is about no image"));
        }
    }

    private static <K, V> Map<K, V> orEmpty(Map<K, V> map) {
        return map == null ? Map.of() : map;
    }
}
