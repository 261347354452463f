package dev.imprimatur.feeds;

import java.util.Optional;

/** Keeps what feeds answered. Its {@code toString} says where. */
public interface FeedMemory {
    /** What is remembered of a feed of this family, if anything. */
    Optional<String> recall(String family, String feed);

    /**
     * Remembers it instead of what was recalled, or where nothing was, and returns whether it did: not if something
     * else is remembered meanwhile, by another plan.
     */
    boolean remember(String family, String feed, Optional<String> recalled, String answer);
}
