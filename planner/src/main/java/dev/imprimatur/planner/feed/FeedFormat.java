package dev.imprimatur.planner.feed;

/** Reads a page of an answer. */
interface FeedFormat {
    /** @throws FeedException if the text is not of this format; says where, and what would be right */
    void read(String page, FeedAnswer.Collector answer);
}
