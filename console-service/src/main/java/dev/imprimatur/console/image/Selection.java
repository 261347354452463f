package dev.imprimatur.console.image;

import dev.imprimatur.events.Glob;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Picks images: any of several patterns, each a family, a glob for {@code family/version/variant}, or a part of a tag's
 * reference. What names a family picks that family alone. In a glob {@code *} stands for any characters and {@code ?}
 * for one, neither for a slash.
 *
 * @param patterns the patterns; none picks everything
 */
record Selection(List<Pick> patterns) {

    /** Reads patterns that commas separate, where these are the families; no text picks everything. */
    static Selection parse(String text, Set<String> families) {
        return new Selection(Arrays.stream((text == null ? "" : text).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> new Pick(part, new Glob(part), families.contains(part)))
                .toList());
    }

    /** Whether it picks this image with these tags. */
    boolean picks(String image, String family, List<String> tags) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.picks(image, family, tags));
    }

    /** One pattern. */
    record Pick(String text, Glob glob, boolean namesFamily) {
        boolean picks(String image, String family, List<String> tags) {
            if (namesFamily) {
                return family.equals(text);
            }
            return glob.matches(image) || glob.matches(family) || tags.stream().anyMatch(tag -> tag.contains(text));
        }
    }
}
