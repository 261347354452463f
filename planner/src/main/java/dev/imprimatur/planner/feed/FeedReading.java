package dev.imprimatur.planner.feed;

import java.util.List;

/**
 * What a feed comes to now.
 *
 * @param entries every release that it ever told, lowest version first
 * @param notices what whoever plans has to know, for example that the feed is down
 * @param answers whether it answers now; if not, this is its last good answer
 */
public record FeedReading(List<FeedEntry> entries, List<String> notices, boolean answers) {

    /** What a feed that answers comes to. */
    public FeedReading(List<FeedEntry> entries, List<String> notices) {
        this(entries, notices, true);
    }
}
