package dev.imprimatur.planner.feed;

import java.nio.file.Path;

/** Who fetches feeds and remembers their answers. */
public interface Feeds {
    /** No feed is read: a family that has one cannot be planned. */
    Feeds NONE = (catalog, family, feed) -> {
        throw new FeedException("release feeds are not read here");
    };

    /**
     * The releases of a feed.
     *
     * @param catalog the catalogue's folder
     * @param family the family's name
     * @throws FeedException if there are none to plan with; says why, and what to do
     */
    FeedReading read(Path catalog, String family, Feed feed);
}
