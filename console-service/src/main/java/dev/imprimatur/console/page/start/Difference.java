package dev.imprimatur.console.page.start;

import dev.imprimatur.console.page.frame.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How a plan differs from the one that a reader saw. */
final class Difference {
    private static final int MOST = 10;

    private Difference() {}

    /**
     * Lines that say it.
     *
     * @param revision of the catalogue that was seen
     * @param seen the images that were seen, separated by commas; empty if they were too many
     */
    static List<String> between(String revision, String seen, Preview now) {
        List<String> lines = new ArrayList<>();
        if (!now.revision().equals(revision)) {
            lines.add("the catalogue is another one");
        }
        if (!seen.isEmpty()) {
            Set<String> before = new LinkedHashSet<>(List.of(seen.split(",")));
            Set<String> after = now.images().stream()
                    .map(Preview.Image::image)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            add(lines, after, before, "more");
            add(lines, before, after, "less");
        }
        if (lines.isEmpty()) {
            lines.add("what is built, or what becomes of its tags, is not what it was");
        }
        return lines;
    }

    private static void add(List<String> lines, Set<String> some, Set<String> without, String word) {
        List<String> only =
                some.stream().filter(image -> !without.contains(image)).toList();
        if (!only.isEmpty()) {
            lines.add(Words.count(only.size(), "image") + " " + word + ": "
                    + only.stream().limit(MOST).collect(Collectors.joining(", "))
                    + (only.size() > MOST ? " and others" : ""));
        }
    }
}
