package dev.imprimatur.planner.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which releases are kept: the newest few of each group.
 *
 * @param last how many
 * @param per the groups
 */
record Keep(int last, Per per) {
    /** All of them. */
    static final Keep ALL = new Keep(Integer.MAX_VALUE, Per.FAMILY);

    /** The latest patch of each minor version. */
    static final Keep LATEST_PATCH = new Keep(1, Per.MINOR);

    /** The groups of which the newest are kept. */
    enum Per {
        /** All releases are one group. */
        FAMILY,
        /** Each line is one. */
        LINE,
        /** Each minor version is one. */
        MINOR;

        private String group(Release release) {
            return switch (this) {
                case FAMILY -> "";
                case LINE -> release.line().name();
                case MINOR ->
                    release.version().semver().getMajor() + "."
                            + release.version().semver().getMinor();
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The releases that are kept. A pre-release takes no other's place, and stays only if it is newer than all others.
     */
    Set<Release> of(List<Release> releases) {
        Set<Release> kept = new HashSet<>();
        Function<Release, String> group = per::group;
        releases.stream().collect(Collectors.groupingBy(group)).values().forEach(each -> kept.addAll(newest(each)));
        return kept;
    }

    private List<Release> newest(List<Release> group) {
        List<Release> sorted = new ArrayList<>(group);
        sorted.sort(Comparator.comparing(Release::version).reversed());
        List<Release> kept = new ArrayList<>();
        int counted = 0;
        for (Release release : sorted) {
            if (release.version().preRelease() && (counted == 0 || last == Integer.MAX_VALUE)) {
                kept.add(release);
            } else if (!release.version().preRelease() && counted < last) {
                kept.add(release);
                counted++;
            }
        }
        return kept;
    }
}
