package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a feed answered.
 *
 * @param entries its releases, lowest version first
 * @param noVersions names of tags that are no versions
 */
public record FeedAnswer(List<FeedEntry> entries, List<String> noVersions) {

    /** Collects an answer from its pages. */
    static final class Collector {
        private static final Pattern FORM = Pattern.compile("[0-9][0-9A-Za-z.+-]*");

        /** As long as a tag may be. */
        private static final int LONGEST = 128;

        private final String tagPrefix;
        private final int most;
        private int size;
        private final Map<String, FeedEntry> entries = new TreeMap<>();
        private final List<String> noVersions = new ArrayList<>();

        /** With how many releases, facts and tags it may hold together. */
        Collector(String tagPrefix, int most) {
            this.tagPrefix = tagPrefix;
            this.most = most;
        }

        /**
         * Adds a release.
         *
         * @param place where in the answer it stands, for messages
         * @throws FeedException if the version is none, or is there with other facts already
         */
        void add(String place, String version, Map<String, String> facts) {
            try {
                add(place, FeedEntry.of(parse(withoutV(version)), facts));
            } catch (IllegalArgumentException e) {
                throw new FeedException(place + ": " + e.getMessage());
            }
        }

        /** Adds the release of a tag, whose name need not be a version. */
        void addTag(String place, String tag, boolean flaggedPreRelease, Map<String, String> facts) {
            Optional<Version> version = version(tag);
            if (version.isPresent()) {
                // What is flagged, but not by its version, would get moving tags: it is left out.
                if (!flaggedPreRelease || version.get().preRelease()) {
                    add(place, FeedEntry.of(version.get(), facts));
                }
            } else if (tagPrefix == null || tag.startsWith(tagPrefix)) {
                count(1);
                noVersions.add(FeedJson.excerpt(tag));
            }
        }

        private Optional<Version> version(String tag) {
            if (tagPrefix != null && !tag.startsWith(tagPrefix)) {
                return Optional.empty();
            }
            try {
                return Optional.of(parse(tagPrefix == null ? withoutV(tag) : tag.substring(tagPrefix.length())));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private void count(int more) {
            size += more;
            if (size > most) {
                throw new FeedException("it has more than " + most + " releases, facts and tags together");
            }
        }

        private void add(String place, FeedEntry entry) {
            count(1 + entry.facts().size());
            FeedEntry other = entries.putIfAbsent(entry.version().text(), entry);
            // A list that grows while its pages are fetched repeats an entry.
            if (other != null && !other.equals(entry)) {
                throw new FeedException(
                        place + ": release " + entry.version() + " is there twice, with different facts");
            }
        }

        private static Version parse(String version) {
            if (version.length() > LONGEST || !FORM.matcher(version).matches()) {
                throw new IllegalArgumentException(
                        "'" + FeedJson.excerpt(version) + "' is not a version, expected for example 22.23.3");
            }
            return Version.parse(version);
        }

        private static String withoutV(String version) {
            return version.startsWith("v") ? version.substring(1) : version;
        }

        FeedAnswer answer() {
            return new FeedAnswer(
                    entries.values().stream().sorted(FeedEntry.ORDER).toList(), List.copyOf(noVersions));
        }
    }
}
