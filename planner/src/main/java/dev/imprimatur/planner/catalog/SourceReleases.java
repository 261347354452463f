package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedRelease;
import dev.imprimatur.planner.feed.FeedSelection;
import dev.imprimatur.planner.feed.FeedUnavailableException;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.version.Version;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The releases that a family's sources list: each as the first source gives it that answers and has all that is asked
 * of it; if there is none and the family's file states it, as stated. What a source listed that does not answer now
 * counts where no other source has the release, so none is lost.
 */
final class SourceReleases {
    private static final int NAMED = 6;

    private final Path root;
    private final Feeds feeds;
    private final String family;
    private final List<Feed> sources;
    private final boolean listed;
    private final Set<Version> stated;
    private final Function<Collection<Version>, Set<Version>> kept;
    private final Map<Version, FeedRelease> releases = new LinkedHashMap<>();
    private final Map<Version, Feed> chosen = new LinkedHashMap<>();
    private final List<Notice> notices = new ArrayList<>();
    private URI away;

    private record Answer(Feed source, boolean now, FeedSelection selection) {}

    /**
     * @param listed whether the family lists its sources; then a source that does not answer stops nothing
     * @param stated the versions that the family's file states
     * @param kept those of some versions that may have images
     */
    SourceReleases(
            Path root,
            Feeds feeds,
            String family,
            List<Feed> sources,
            boolean listed,
            Set<Version> stated,
            Function<Collection<Version>, Set<Version>> kept) {
        this.root = root;
        this.feeds = feeds;
        this.family = family;
        this.sources = sources.stream()
                .map(source -> source.at(feeds.at(source.source())))
                .toList();
        this.listed = listed;
        this.stated = stated;
        this.kept = kept;
    }

    /**
     * Reads the sources.
     *
     * @throws FeedException if the plan may not go on
     */
    void read() {
        List<Answer> answers = new ArrayList<>();
        sources.forEach(source -> read(source, answers));
        answers.sort(Comparator.comparing(answer -> !answer.now));
        answers.forEach(
                answer -> answer.selection.releases().forEach(release -> take(release, answer.source, answer.now)));
        answers.forEach(answer -> noteLeftOut(answer.source, answer.selection));
        if (listed && releases.isEmpty() && stated.isEmpty()) {
            throw new FeedUnavailableException(
                    "none of its sources has a release that can be taken: "
                            + notices.stream().map(Notice::message).collect(Collectors.joining("; ")),
                    away);
        }
        if (listed) {
            noteSubstitutes();
        }
    }

    /** The releases. */
    Collection<FeedRelease> releases() {
        return releases.values();
    }

    /** The notices. */
    List<Notice> notices() {
        return List.copyOf(notices);
    }

    /** Where a release comes from, or null if only one source may have it. */
    Origin origin(Version version) {
        if (!listed || sources.stream().noneMatch(source -> source.selects(version))) {
            return null;
        }
        Feed source = chosen.get(version);
        return new Origin(
                source == null ? "as stated" : source.source().toString(),
                source == null ? new TreeSet<>() : new TreeSet<>(source.args().keySet()),
                sources.stream().map(each -> each.args().toString()).collect(Collectors.joining(" ")));
    }

    private void read(Feed source, List<Answer> answers) {
        try {
            FeedReading reading = feeds.read(root, family, source);
            FeedReading checked = feeds.withChecksums(family, source, reading, wanted(source, reading)::contains);
            FeedSelection selection = FeedSelection.of(source, checked.entries());
            if (!listed && stated.isEmpty()) {
                selection.requireSome(source, reading.entries().size());
            }
            checked.notices().forEach(notice -> note(source, notice));
            answers.add(new Answer(source, reading.answers(), selection));
        } catch (FeedUnavailableException e) {
            if (!listed) {
                throw e;
            }
            away = away == null ? e.away() : away;
            notices.add(new Notice(family, null, "its feed, " + e.getMessage()));
        }
    }

    private Set<Version> wanted(Feed source, FeedReading reading) {
        Set<Version> versions = new HashSet<>(stated);
        reading.entries().stream().filter(source::selects).forEach(entry -> versions.add(entry.version()));
        return kept.apply(versions);
    }

    /** Code names are given by one source and not by another, and have to outlast both. */
    private void take(FeedRelease release, Feed source, boolean now) {
        FeedRelease taken = releases.get(release.version());
        if (taken == null && listed && !now && stated.contains(release.version())) {
            releases.put(release.version(), new FeedRelease(release.version(), release.codename(), Map.of()));
        } else if (taken == null) {
            releases.put(release.version(), release);
            chosen.put(release.version(), source);
        } else if (taken.codename() == null) {
            releases.put(release.version(), new FeedRelease(taken.version(), release.codename(), taken.args()));
        }
    }

    private void noteLeftOut(Feed source, FeedSelection selection) {
        selection.leftOut().forEach((version, reason) -> {
            if (!releases.containsKey(version) && !stated.contains(version)) {
                note(source, "release " + version + " is left out: " + reason);
            }
        });
    }

    private void noteSubstitutes() {
        Map<String, List<Version>> substitutes = new LinkedHashMap<>();
        Set<Version> all = new TreeSet<>(releases.keySet());
        all.addAll(stated);
        for (Version version : all) {
            Origin origin = origin(version);
            if (origin != null && chosen.get(version) != sources.getFirst()) {
                substitutes
                        .computeIfAbsent(origin.source(), source -> new ArrayList<>())
                        .add(version);
            }
        }
        substitutes.forEach((source, versions) -> notices.add(new Notice(
                family,
                null,
                (versions.size() == 1 ? "release " : versions.size() + " releases, ")
                        + some(versions)
                        + (chosen.get(versions.getFirst()) == null
                                ? (versions.size() == 1 ? ", is" : ", are")
                                        + " taken as the catalogue states, not from "
                                : (versions.size() == 1 ? ", comes from " : ", come from ") + source + ", not from ")
                        + sources.getFirst().source())));
    }

    private static String some(List<Version> versions) {
        String named = versions.stream().limit(NAMED).map(Version::text).collect(Collectors.joining(", "));
        return versions.size() > NAMED ? named + ", …" : named;
    }

    private void note(Feed source, String notice) {
        notices.add(new Notice(family, null, "its feed (" + source.source() + "): " + notice));
    }
}
