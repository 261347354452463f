package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.suggestion.Suggestion;
import dev.imprimatur.planner.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads for which images of a family's matrix something is said. */
final class CellsReader {
    private final YamlFile yaml;
    private final FamilyFile file;
    private final Set<String> variants;

    /** @param variants every variant that may be named */
    CellsReader(YamlFile yaml, FamilyFile file, Set<String> variants) {
        this.yaml = yaml;
        this.file = file;
        this.variants = variants;
    }

    /** What {@code exclude} says. */
    List<Exclusion> exclusions() {
        List<FamilyFile.ExcludeFile> files = CatalogReader.listed(file.exclude());
        List<Exclusion> exclusions = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            FamilyFile.ExcludeFile each = files.get(i);
            if (each == null) {
                continue;
            }
            if (each.reason() == null || each.reason().isBlank()) {
                yaml.problem("an exclusion has no reason; say why, for those who miss the image", "exclude", i);
            }
            cells(each.version(), each.variant(), "exclude", i)
                    .ifPresent(cells -> exclusions.add(new Exclusion(cells, each.reason())));
        }
        return exclusions;
    }

    /** What {@code include} says. */
    List<Cells> inclusions() {
        List<FamilyFile.IncludeFile> files = CatalogReader.listed(file.include());
        List<Cells> inclusions = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i) != null) {
                cells(files.get(i).version(), files.get(i).variant(), "include", i)
                        .ifPresent(inclusions::add);
            }
        }
        return inclusions;
    }

    private Optional<Cells> cells(String version, String variant, String list, int position) {
        if (version == null && variant == null) {
            if (!yaml.source().has(list, position, "version")) {
                yaml.problem("expected a version, a variant, or both", list, position);
            }
            return Optional.empty();
        }
        VersionRange range = range(version, list, position, "version");
        List<String> on = known(variant == null ? List.of() : List.of(variant), list, position, "variant");
        return range == null && on.isEmpty() ? Optional.empty() : Optional.of(new Cells(range, on));
    }

    /** A range of versions, or null for none; a mistake is noted. */
    VersionRange range(String text, Object... place) {
        return text == null ? null : yaml.parse(() -> VersionRange.parse(text), place);
    }

    /** Those of these variants that there are; others are noted. */
    List<String> known(List<String> named, Object... place) {
        List<String> known = new ArrayList<>();
        for (String variant : CatalogReader.listed(named)) {
            if (variants.contains(variant)) {
                known.add(variant);
            } else if (variant != null) {
                yaml.problem(
                        "variant '" + variant + "' is not one of " + String.join(", ", variants)
                                + Suggestion.of(variant, variants),
                        place);
            }
        }
        return known;
    }
}
