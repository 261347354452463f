package dev.imprimatur.feeds;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Limits of fetching.
 *
 * @param timeout how long one request, or the npm client, may take; all pages of an answer may take four times that,
 *     and so may all files of checksums of a reading
 * @param attempts how often an address is asked that does not answer
 * @param pause the pause after the first of these attempts; it doubles each time
 * @param fresh how long an answer is used without asking again
 * @param largest the most bytes that a page of an answer may have; all pages together may have four times that
 * @param npm the npm client's command
 * @param mirrors which addresses stand in for others
 * @param hosts which hosts may be asked, beside those of mirrors
 */
@RecordBuilder
public record FeedSettings(
        Duration timeout,
        int attempts,
        Duration pause,
        Duration fresh,
        int largest,
        String npm,
        Mirrors mirrors,
        FeedHosts hosts) {
    private static final int LARGEST = 32 << 20;

    /** What suits feeds of the size that there are. */
    public static FeedSettings defaults() {
        return FeedSettingsBuilder.builder()
                .timeout(Duration.ofSeconds(30))
                .attempts(3)
                .pause(Duration.ofMillis(500))
                .fresh(Duration.ofMinutes(10))
                .largest(LARGEST)
                .npm("npm")
                .mirrors(Mirrors.NONE)
                .hosts(FeedHosts.OTHER_MACHINES)
                .build();
    }

    /** The same, with answers used for so long. */
    public FeedSettings withFresh(Duration other) {
        return FeedSettingsBuilder.builder(this).fresh(other).build();
    }

    /** The same, with these mirrors. */
    public FeedSettings withMirrors(Mirrors others) {
        return FeedSettingsBuilder.builder(this).mirrors(others).build();
    }

    /** The same, with these hosts. */
    public FeedSettings withHosts(FeedHosts others) {
        return FeedSettingsBuilder.builder(this).hosts(others).build();
    }

    /**
     * Refuses an address that may not be asked.
     *
     * @throws dev.imprimatur.planner.feed.FeedAwayException if its name does not resolve now
     * @throws dev.imprimatur.planner.feed.FeedException if it may not
     */
    public void check(URI address) {
        if (!mirrors.leadTo(address)) {
            hosts.check(address);
        }
    }

    /** The time limit for people: {@code 30s}. */
    String timeoutText() {
        return text(timeout);
    }

    /** A time for people. */
    static String text(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
