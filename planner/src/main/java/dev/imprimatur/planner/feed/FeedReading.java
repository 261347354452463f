package dev.imprimatur.planner.feed;

import java.util.List;

/**
 * The state of a feed now.
 *
 * @param entries every release that it ever listed, lowest version first
 * @param notices what the reader of the plan has to know, for example that the feed is down
 * @param answers whether it answers now; if not, this is its last good answer
 */
public record FeedReading(List<FeedEntry> entries, List<String> notices, boolean answers) {

    /** The state of a feed that answers. */
    public FeedReading(List<FeedEntry> entries, List<String> notices) {
        this(entries, notices, true);
    }
}
