package dev.imprimatur.feeds;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Limits of fetching.
 *
 * @param timeout how long one request, or the npm client, may take
 * @param attempts how often an address is asked that does not answer
 * @param pause the pause after the first of these attempts; it doubles each time
 * @param fresh how long an answer is used without asking again
 * @param largest the most bytes that an answer may have
 * @param npm the npm client's command
 * @param mirrors which addresses stand in for others
 * @param hosts which hosts may be asked, beside those of mirrors
 */
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
        return new FeedSettings(
                Duration.ofSeconds(30),
                3,
                Duration.ofMillis(500),
                Duration.ofMinutes(10),
                LARGEST,
                "npm",
                Mirrors.NONE,
                FeedHosts.OTHER_MACHINES);
    }

    /** The same, with answers used for so long. */
    public FeedSettings withFresh(Duration other) {
        return new FeedSettings(timeout, attempts, pause, other, largest, npm, mirrors, hosts);
    }

    /** The same, with these mirrors. */
    public FeedSettings withMirrors(Mirrors others) {
        return new FeedSettings(timeout, attempts, pause, fresh, largest, npm, others, hosts);
    }

    /** The same, with these hosts. */
    public FeedSettings withHosts(FeedHosts others) {
        return new FeedSettings(timeout, attempts, pause, fresh, largest, npm, mirrors, others);
    }

    /**
     * Refuses an address that may not be asked.
     *
     * @throws dev.imprimatur.planner.feed.FeedException if it may not
     */
    void check(URI address) {
        if (!mirrors.leadTo(address)) {
            hosts.check(address);
        }
    }

    /** The time limit for people: {@code 30s}. */
    String timeoutText() {
        return timeout.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
