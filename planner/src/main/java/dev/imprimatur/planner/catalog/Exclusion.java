package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.version.Version;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes images away, and remembers which.
 *
 * @param cells which
 * @param reason why
 * @param versions versions of those that it took away
 * @param variants their variants
 */
record Exclusion(Cells cells, String reason, Set<String> versions, Set<String> variants) {
    private static final int FEW = 3;

    /** An exclusion that took nothing away yet. */
    Exclusion(Cells cells, String reason) {
        this(cells, reason, new LinkedHashSet<>(), new TreeSet<>());
    }

    /** Takes away those variants of a version that it is about. */
    void apply(Version version, Set<String> on) {
        on.removeIf(variant -> {
            boolean out = cells.hold(version, variant);
            if (out) {
                versions.add(version.text());
                variants.add(variant);
            }
            return out;
        });
    }

    /** What it did. */
    Notice notice(String family) {
        if (versions.isEmpty()) {
            return new Notice(family, null, "an exclusion of " + cells + " is about no image");
        }
        String which = versions.size() > FEW ? versions.size() + " releases" : String.join(", ", versions);
        return new Notice(family, null, "not " + which + " on " + String.join(", ", variants) + ": " + reason);
    }
}
