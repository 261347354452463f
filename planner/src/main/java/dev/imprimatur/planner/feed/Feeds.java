package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.version.Version;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Who fetches feeds and remembers their answers. */
public interface Feeds {
    /** No feed is read: a family that has one, and nothing else, cannot be planned. */
    Feeds NONE = (catalog, family, feed) -> {
        throw new FeedUnavailableException("release feeds are not read here");
    };

    /**
     * The releases of a feed.
     *
     * @param catalog the catalogue's folder
     * @param family the family's name
     * @throws FeedUnavailableException if it does not answer, and never did
     * @throws FeedException if there are none to plan with; says why, and what to do
     */
    FeedReading read(Path catalog, String family, Feed feed);

    /** The same for one plan, which need not ask a site again that was silent. */
    default Feeds forPlan() {
        return this;
    }

    /** Where this source is to be had here: a mirror may stand in for it. */
    default FeedSource at(FeedSource source) {
        return source;
    }

    /**
     * The reading with the facts {@code sha256:FILE} and {@code url:FILE} of the feed's files of checksums. What is
     * neither wanted nor known already is left out.
     *
     * @param wanted the releases whose files are fetched, if they were not fetched before
     */
    default FeedReading withChecksums(String family, Feed feed, FeedReading reading, Predicate<Version> wanted) {
        return reading;
    }
}
