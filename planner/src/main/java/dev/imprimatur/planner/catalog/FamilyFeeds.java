package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.FeedCheck;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedRelease;
import dev.imprimatur.planner.feed.FeedSelection;
import dev.imprimatur.planner.feed.Feeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Joins the releases that a {@code family.yaml} states with those that its feed tells. */
final class FamilyFeeds {
    private final Path root;
    private final Feeds feeds;
    private final List<String> notices;

    /** Notices of feeds are added to the list. */
    FamilyFeeds(Path root, Feeds feeds, List<String> notices) {
        this.root = root;
        this.feeds = feeds;
        this.notices = notices;
    }

    /**
     * The family's releases: without a feed those that the file states, as they stand there; with a feed both, lowest
     * version first. What the file states of a release overrides what the feed tells of it.
     */
    List<FamilyFile.ReleaseFile> releases(YamlFile yaml, String folder, FamilyFile file) {
        List<FamilyFile.ReleaseFile> stated = file.releases() == null ? List.of() : file.releases();
        if (file.feed() == null || file.name() == null) {
            return stated;
        }
        return FeedCheck.check(folder, file.feed(), (key, message) -> yaml.problem(key + ":", message))
                .map(feed -> joined(yaml, file.name(), feed, stated))
                .orElse(stated);
    }

    private List<FamilyFile.ReleaseFile> joined(
            YamlFile yaml, String family, Feed feed, List<FamilyFile.ReleaseFile> stated) {
        Map<String, FamilyFile.ReleaseFile> joined = new LinkedHashMap<>();
        List<FamilyFile.ReleaseFile> others = new ArrayList<>();
        stated.forEach(release -> {
            if (release.version() == null || joined.putIfAbsent(release.version(), release) != null) {
                others.add(release);
            }
        });
        try {
            FeedReading reading = feeds.read(root, family, feed);
            FeedSelection selection = FeedSelection.of(feed, reading.entries(), joined.keySet());
            selection
                    .releases()
                    .forEach(release ->
                            joined.merge(release.version().text(), release(release), FamilyFeeds::overridden));
            reading.notices().forEach(notice -> note(yaml, feed, notice));
            selection.notices().forEach(notice -> note(yaml, feed, notice));
        } catch (FeedException e) {
            yaml.problem("feed:", "feed: " + e.getMessage());
        }
        List<FamilyFile.ReleaseFile> releases = new ArrayList<>(joined.values());
        releases.addAll(others);
        releases.sort(Comparator.comparing(FamilyFeeds::version, Comparator.nullsLast(Comparator.naturalOrder())));
        return releases;
    }

    private void note(YamlFile yaml, Feed feed, String notice) {
        notices.add(yaml.name() + ": its feed (" + feed.source() + "): " + notice);
    }

    private static FamilyFile.ReleaseFile release(FeedRelease release) {
        return new FamilyFile.ReleaseFile(release.version().text(), release.codename(), null, release.args(), null);
    }

    private static FamilyFile.ReleaseFile overridden(FamilyFile.ReleaseFile stated, FamilyFile.ReleaseFile told) {
        Map<String, String> args = new TreeMap<>(told.args());
        args.putAll(stated.args() == null ? Map.of() : stated.args());
        return new FamilyFile.ReleaseFile(
                stated.version(),
                stated.codename() == null ? told.codename() : stated.codename(),
                stated.variants(),
                args,
                stated.tags());
    }

    /** The version, or null if the file states none; that is told when the release is read. */
    private static Version version(FamilyFile.ReleaseFile release) {
        try {
            return Version.parse(release.version());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
