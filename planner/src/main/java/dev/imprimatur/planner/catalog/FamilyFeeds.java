package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.FeedCheck;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedFile;
import dev.imprimatur.planner.feed.FeedRelease;
import dev.imprimatur.planner.feed.FeedUnavailableException;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.version.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Joins the releases that a {@code family.yaml} states with those that its feed lists. */
final class FamilyFeeds {
    private static final Object[] FEED = {"feed"};
    private static final List<String> SHARED = List.of("versions", "preReleases", "withdrawn", "maxLoss");

    private final Path root;
    private final Feeds feeds;
    private final String folder;
    private final YamlFile yaml;
    private final Function<Collection<Version>, Set<Version>> kept;
    private final List<Notice> notices = new ArrayList<>();

    /**
     * A release, and where it is stated.
     *
     * @param file the release
     * @param place its place in the family's file; for one that only a feed lists the feed's
     * @param origin which of several sources it comes from, or null
     */
    record Placed(FamilyFile.ReleaseFile file, Object[] place, Origin origin) {}

    /** @param kept those of some versions that may have images */
    FamilyFeeds(
            Path root, Feeds feeds, String folder, YamlFile yaml, Function<Collection<Version>, Set<Version>> kept) {
        this.root = root;
        this.feeds = feeds;
        this.folder = folder;
        this.yaml = yaml;
        this.kept = kept;
    }

    /** The notices of feeds, once they were read. */
    List<Notice> notices() {
        return List.copyOf(notices);
    }

    /**
     * The family's releases: without a feed those that the file states, as they stand there; with a feed both, lowest
     * version first. What the file states of a release overrides what the feed says of it.
     */
    List<Placed> releases(FamilyFile file) {
        List<Placed> stated = stated(file);
        if (file.feed() == null || file.name() == null) {
            return stated;
        }
        return sources(file.feed())
                .map(sources -> joined(file.name(), sources, file.feed().sources() != null, stated))
                .orElse(stated);
    }

    /** The releases that the file states, if the feed is left aside; mistakes in what the file says of it are noted. */
    List<Placed> withoutFeed(FamilyFile file) {
        if (file.feed() != null && file.name() != null) {
            sources(file.feed());
        }
        return stated(file);
    }

    private static List<Placed> stated(FamilyFile file) {
        List<Placed> stated = new ArrayList<>();
        for (int i = 0; file.releases() != null && i < file.releases().size(); i++) {
            if (file.releases().get(i) != null) {
                stated.add(new Placed(file.releases().get(i), new Object[] {"releases", i}, null));
            }
        }
        return stated;
    }

    /** The feed's sources; nothing if there is a mistake in them. */
    private Optional<List<Feed>> sources(FeedFile file) {
        if (file.sources() == null) {
            return FeedCheck.check(folder, file, (key, message) -> yaml.problem(message, "feed", key))
                    .map(List::of);
        }
        List<String> misplaced = file.keysOfOneSource();
        misplaced.forEach(
                key -> yaml.problem("feed." + key + ": with sources this goes into each of them", "feed", key));
        if (file.sources().isEmpty()) {
            yaml.problem("feed.sources: there is none, expected for example [{type: npm, package: app}]", "feed");
        }
        List<Feed> sources = new ArrayList<>();
        for (int i = 0; i < file.sources().size(); i++) {
            if (file.sources().get(i) != null) {
                int position = i;
                FeedCheck.check(
                                folder,
                                file.of(file.sources().get(i)),
                                (key, message) -> mistake(position, key, message))
                        .ifPresent(sources::add);
            }
        }
        boolean right = misplaced.isEmpty()
                && !sources.isEmpty()
                && sources.size() == file.sources().size();
        return right ? Optional.of(sources) : Optional.empty();
    }

    private void mistake(int position, String key, String message) {
        if (!SHARED.contains(key)) {
            yaml.problem(message, "feed", "sources", position, key);
        } else if (position == 0) {
            yaml.problem(message, "feed", key);
        }
    }

    private List<Placed> joined(String family, List<Feed> sources, boolean listed, List<Placed> stated) {
        Map<String, Placed> joined = new LinkedHashMap<>();
        List<Placed> others = new ArrayList<>();
        stated.forEach(release -> {
            String version = release.file.version();
            if (version == null || joined.putIfAbsent(version, release) != null) {
                others.add(release);
            }
        });
        Map<String, Placed> asStated = Map.copyOf(joined);
        Set<Version> versions = new HashSet<>();
        joined.values().stream()
                .map(FamilyFeeds::version)
                .filter(Objects::nonNull)
                .forEach(versions::add);
        SourceReleases found = new SourceReleases(root, feeds, family, sources, listed, versions, kept);
        try {
            found.read();
            found.releases()
                    .forEach(release ->
                            joined.merge(release.version().text(), release(release), FamilyFeeds::overridden));
        } catch (FeedUnavailableException e) {
            yaml.away("feed: " + e.getMessage(), e.away(), FEED);
        } catch (FeedException e) {
            yaml.problem("feed: " + e.getMessage(), FEED);
        }
        notices.addAll(found.notices());
        joined.replaceAll((version, release) -> version(release) == null
                ? release
                : new Placed(release.file, release.place, origin(found, release, asStated.get(version))));
        List<Placed> releases = new ArrayList<>(joined.values());
        releases.addAll(others);
        releases.sort(Comparator.comparing(FamilyFeeds::version, Comparator.nullsLast(Comparator.naturalOrder())));
        return releases;
    }

    private static Origin origin(SourceReleases found, Placed release, Placed stated) {
        Origin origin = found.origin(version(release));
        return origin == null || stated == null || stated.file.args() == null
                ? origin
                : origin.without(stated.file.args().keySet());
    }

    private static Placed release(FeedRelease release) {
        return new Placed(
                new FamilyFile.ReleaseFile(release.version().text(), release.codename(), null, release.args(), null),
                FEED,
                null);
    }

    private static Placed overridden(Placed stated, Placed fed) {
        Map<String, String> args = new TreeMap<>(fed.file.args());
        args.putAll(stated.file.args() == null ? Map.of() : stated.file.args());
        return new Placed(
                new FamilyFile.ReleaseFile(
                        stated.file.version(),
                        stated.file.codename() == null ? fed.file.codename() : stated.file.codename(),
                        stated.file.variants(),
                        args,
                        stated.file.tags()),
                stated.place,
                null);
    }

    /** The version, or null if the file states none; that is reported when the release is read. */
    private static Version version(Placed release) {
        try {
            return Version.parse(release.file.version());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
