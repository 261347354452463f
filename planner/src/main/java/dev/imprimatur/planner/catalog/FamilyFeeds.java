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
    private static final Object[] FEED = {"feed"};

    private final Path root;
    private final Feeds feeds;
    private final String folder;
    private final YamlFile yaml;
    private final List<Notice> notices = new ArrayList<>();

    /**
     * A release, and where it is stated.
     *
     * @param file the release
     * @param place its place in the family's file; for one that only a feed tells the feed's
     */
    record Placed(FamilyFile.ReleaseFile file, Object[] place) {}

    FamilyFeeds(Path root, Feeds feeds, String folder, YamlFile yaml) {
        this.root = root;
        this.feeds = feeds;
        this.folder = folder;
        this.yaml = yaml;
    }

    /** What feeds have to tell, once they were read. */
    List<Notice> notices() {
        return List.copyOf(notices);
    }

    /**
     * The family's releases: without a feed those that the file states, as they stand there; with a feed both, lowest
     * version first. What the file states of a release overrides what the feed tells of it.
     */
    List<Placed> releases(FamilyFile file) {
        List<Placed> stated = stated(file);
        if (file.feed() == null || file.name() == null) {
            return stated;
        }
        return FeedCheck.check(folder, file.feed(), (key, message) -> yaml.problem(message, "feed", key))
                .map(feed -> joined(file.name(), feed, stated))
                .orElse(stated);
    }

    private static List<Placed> stated(FamilyFile file) {
        List<Placed> stated = new ArrayList<>();
        for (int i = 0; file.releases() != null && i < file.releases().size(); i++) {
            if (file.releases().get(i) != null) {
                stated.add(new Placed(file.releases().get(i), new Object[] {"releases", i}));
            }
        }
        return stated;
    }

    private List<Placed> joined(String family, Feed feed, List<Placed> stated) {
        Map<String, Placed> joined = new LinkedHashMap<>();
        List<Placed> others = new ArrayList<>();
        stated.forEach(release -> {
            String version = release.file.version();
            if (version == null || joined.putIfAbsent(version, release) != null) {
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
            reading.notices().forEach(notice -> note(family, feed, notice));
            selection.notices().forEach(notice -> note(family, feed, notice));
        } catch (FeedException e) {
            yaml.problem("feed: " + e.getMessage(), FEED);
        }
        List<Placed> releases = new ArrayList<>(joined.values());
        releases.addAll(others);
        releases.sort(Comparator.comparing(FamilyFeeds::version, Comparator.nullsLast(Comparator.naturalOrder())));
        return releases;
    }

    private void note(String family, Feed feed, String notice) {
        notices.add(new Notice(family, null, "its feed (" + feed.source() + "): " + notice));
    }

    private static Placed release(FeedRelease release) {
        return new Placed(
                new FamilyFile.ReleaseFile(release.version().text(), release.codename(), null, release.args(), null),
                FEED);
    }

    private static Placed overridden(Placed stated, Placed told) {
        Map<String, String> args = new TreeMap<>(told.file.args());
        args.putAll(stated.file.args() == null ? Map.of() : stated.file.args());
        return new Placed(
                new FamilyFile.ReleaseFile(
                        stated.file.version(),
                        stated.file.codename() == null ? told.file.codename() : stated.file.codename(),
                        stated.file.variants(),
                        args,
                        stated.file.tags()),
                stated.place);
    }

    /** The version, or null if the file states none; that is told when the release is read. */
    private static Version version(Placed release) {
        try {
            return Version.parse(release.file.version());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
