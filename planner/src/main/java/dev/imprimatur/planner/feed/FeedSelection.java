package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.catalog.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a family takes from its feed.
 *
 * @param releases the releases, lowest version first
 * @param notices which ones it cannot take yet
 */
public record FeedSelection(List<FeedRelease> releases, List<String> notices) {

    /**
     * Selects from these entries.
     *
     * @param stated versions that the catalogue states itself, about which nothing needs to be told
     * @throws FeedException if nothing is left
     */
    public static FeedSelection of(Feed feed, List<FeedEntry> entries, Set<String> stated) {
        List<FeedRelease> releases = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        for (FeedEntry entry : entries) {
            Version version = entry.version();
            if (!feed.selects(version) || !entry.facts().keySet().containsAll(feed.requires())) {
                continue;
            }
            String reason = missing(feed, entry);
            if (reason == null) {
                releases.add(new FeedRelease(version, entry.codename(), args(feed, entry)));
            } else if (!stated.contains(version.text())) {
                notices.add("release " + version + " is left out: " + reason);
            }
        }
        if (releases.isEmpty() && stated.isEmpty()) {
            throw new FeedException("none of the " + entries.size() + " releases of " + feed.source() + " can be taken"
                    + feed.versions().map(range -> " from the range " + range).orElse("")
                    + (notices.isEmpty() ? "" : "; " + notices.getLast()));
        }
        return new FeedSelection(List.copyOf(releases), List.copyOf(notices));
    }

    private static String missing(Feed feed, FeedEntry entry) {
        return feed.args().values().stream()
                .map(fact -> named(fact, entry))
                .filter(fact -> !entry.facts().containsKey(fact))
                .sorted()
                .findFirst()
                .map(fact -> "the feed does not tell its '" + fact + "'"
                        + (entry.facts().isEmpty()
                                ? ""
                                : ", only " + String.join(", ", entry.facts().keySet())))
                .orElse(null);
    }

    private static Map<String, String> args(Feed feed, FeedEntry entry) {
        Map<String, String> args = new TreeMap<>();
        feed.args().forEach((name, fact) -> args.put(name, entry.facts().get(named(fact, entry))));
        return args;
    }

    private static String named(String fact, FeedEntry entry) {
        return fact.replace("{version}", entry.version().text());
    }
}
