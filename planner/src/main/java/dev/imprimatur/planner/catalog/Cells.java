package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.version.Version;
import dev.imprimatur.planner.version.VersionRange;
import java.util.List;
import java.util.Optional;

/**
 * Some images of a family's matrix of releases and variants.
 *
 * @param versions their versions, or null for all
 * @param variants their variants, empty for all
 */
public record Cells(VersionRange versions, List<String> variants) {

    /** Whether this release on this variant is one of them. */
    public boolean hold(Version version, String variant) {
        return (versions == null || versions.test(version)) && (variants.isEmpty() || variants.contains(variant));
    }

    @Override
    public String toString() {
        return "versions " + Optional.<Object>ofNullable(versions).orElse("*") + " on "
                + (variants.isEmpty() ? "every variant" : String.join(", ", variants));
    }
}
