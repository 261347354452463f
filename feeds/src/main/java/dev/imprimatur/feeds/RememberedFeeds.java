package dev.imprimatur.feeds;

import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.FeedAnswer;
import dev.imprimatur.planner.feed.FeedAwayException;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedSource;
import dev.imprimatur.planner.feed.FeedUnavailableException;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.feed.RememberedAnswer;
import dev.imprimatur.planner.version.Version;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Feeds whose answers are remembered. A feed that is down, or answers garbage, is replaced by its last good answer; one
 * that lost too much is refused.
 */
public final class RememberedFeeds implements Feeds {
    private final FeedMemory memory;
    private final FeedSettings settings;
    private final Clock clock;
    private final HttpPages http;
    private final Fetch fetch;
    private final ChecksumFiles checksums;

    /** With this memory and these limits. */
    public RememberedFeeds(FeedMemory memory, FeedSettings settings, Clock clock) {
        this(memory, settings, clock, new HttpPages(settings));
    }

    private RememberedFeeds(FeedMemory memory, FeedSettings settings, Clock clock, HttpPages http) {
        this.memory = memory;
        this.settings = settings;
        this.clock = clock;
        this.http = http;
        this.fetch = new Fetch(settings, http);
        this.checksums = new ChecksumFiles(memory, http);
    }

    @Override
    public Feeds forPlan() {
        return new RememberedFeeds(memory, settings, clock, http.forPlan());
    }

    @Override
    public FeedSource at(FeedSource source) {
        return source instanceof FeedSource.Url address
                ? settings.mirrors()
                        .of(address.url())
                        .<FeedSource>map(FeedSource.Url::new)
                        .orElse(new FeedSource.Off(address.url()))
                : source;
    }

    @Override
    public FeedReading withChecksums(String family, Feed feed, FeedReading reading, Predicate<Version> wanted) {
        return feed.checksums().isEmpty() ? reading : checksums.with(family, feed, reading, wanted);
    }

    @Override
    public FeedReading read(Path catalog, String family, Feed feed) {
        try {
            Optional<FeedReading> reading = readOnce(catalog, family, feed);
            while (reading.isEmpty()) {
                reading = readOnce(catalog, family, feed);
            }
            return reading.get();
        } catch (FeedUnavailableException e) {
            throw new FeedUnavailableException(feed.source() + ": " + e.getMessage(), e.away());
        } catch (FeedException e) {
            throw new FeedException(feed.source() + ": " + e.getMessage());
        }
    }

    /**
     * The reading; nothing if another plan has noted an answer since this one recalled the last. That may be newer than
     * this one's, which would take releases out of the memory: the feed is asked again.
     */
    private Optional<FeedReading> readOnce(Path catalog, String family, Feed feed) {
        boolean local = feed.source() instanceof FeedSource.CatalogFile;
        Optional<String> recalled = memory.recall(family, feed.name());
        Optional<RememberedAnswer> remembered = recalled.map(this::parsed);
        if (!local && remembered.isPresent() && fresh(remembered.get())) {
            return Optional.of(remembered.get().reading(feed));
        }
        FeedAnswer answer;
        try {
            answer = ask(catalog, feed);
        } catch (FeedException e) {
            if (local) {
                throw e;
            }
            if (remembered.isEmpty()) {
                throw new FeedUnavailableException(
                        e.getMessage(), e instanceof FeedAwayException away ? away.site() : null);
            }
            return Optional.of(down(remembered.get(), feed, e.getMessage()));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        RememberedAnswer next = remembered
                .map(former -> former.after(answer, feed, now))
                .orElseGet(() -> RememberedAnswer.first(answer, now));
        return memory.remember(family, feed.name(), recalled, next.json())
                ? Optional.of(next.reading(feed))
                : Optional.empty();
    }

    /** Whatever a stranger's answer brings about: it is the trouble of this feed alone. */
    private FeedAnswer ask(Path catalog, Feed feed) {
        try {
            return feed.type().read(fetch.pages(catalog, feed.source()), feed.tagPrefix());
        } catch (FeedException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new FeedException("its answer cannot be read: " + e);
        }
    }

    private RememberedAnswer parsed(String remembered) {
        try {
            return RememberedAnswer.parse(remembered);
        } catch (FeedException e) {
            throw new FeedException("what is remembered of it in " + memory + " is damaged: " + e.getMessage()
                    + "; remove it there to start again");
        }
    }

    /** What is of a time to come was noted by a clock that was wrong. */
    private boolean fresh(RememberedAnswer remembered) {
        Instant now = clock.instant();
        return !remembered.answeredAt().isAfter(now)
                && now.isBefore(remembered.answeredAt().plus(settings.fresh()));
    }

    private static FeedReading down(RememberedAnswer remembered, Feed feed, String reason) {
        FeedReading reading = remembered.reading(feed);
        List<String> notices = new ArrayList<>();
        notices.add("does not answer rightly (" + reason + "); what no other source has stands on its answer of "
                + remembered.answeredAt());
        notices.addAll(reading.notices());
        return new FeedReading(reading.entries(), List.copyOf(notices), false);
    }
}
