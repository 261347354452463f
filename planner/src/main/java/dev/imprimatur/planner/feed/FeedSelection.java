package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.version.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a family takes from its feed.
 *
 * @param releases the releases, lowest version first
 * @param leftOut which ones it cannot take yet, and why
 */
public record FeedSelection(List<FeedRelease> releases, SequencedMap<Version, String> leftOut) {

    /** Selects from these entries. */
    public static FeedSelection of(Feed feed, List<FeedEntry> entries) {
        List<FeedRelease> releases = new ArrayList<>();
        SequencedMap<Version, String> leftOut = new LinkedHashMap<>();
        for (FeedEntry entry : entries) {
            if (!feed.selects(entry)) {
                continue;
            }
            String reason = missing(feed, entry);
            if (reason == null) {
                releases.add(new FeedRelease(entry.version(), entry.codename(), args(feed, entry)));
            } else {
                leftOut.put(entry.version(), reason);
            }
        }
        return new FeedSelection(List.copyOf(releases), Collections.unmodifiableSequencedMap(leftOut));
    }

    /**
     * Checks that there is something to take.
     *
     * @param of how many releases there were
     * @throws FeedException if there is not
     */
    public void requireSome(Feed feed, int of) {
        if (releases.isEmpty()) {
            throw new FeedException("none of the " + of + " releases of " + feed.source() + " can be taken"
                    + feed.versions().map(range -> " from the range " + range).orElse("")
                    + (leftOut.isEmpty()
                            ? ""
                            : "; release " + leftOut.lastEntry().getKey() + " is left out: "
                                    + leftOut.lastEntry().getValue()));
        }
    }

    private static String missing(Feed feed, FeedEntry entry) {
        return feed.args().values().stream()
                .map(fact -> Feed.named(fact, entry.version()))
                .filter(fact -> !entry.facts().containsKey(fact))
                .sorted()
                .findFirst()
                .map(fact -> "the feed does not give its '" + fact + "'"
                        + (entry.facts().isEmpty()
                                ? ""
                                : ", only " + String.join(", ", entry.facts().keySet())))
                .orElse(null);
    }

    private static Map<String, String> args(Feed feed, FeedEntry entry) {
        Map<String, String> args = new TreeMap<>();
        feed.args().forEach((name, fact) -> args.put(name, entry.facts().get(Feed.named(fact, entry.version()))));
        return args;
    }
}
