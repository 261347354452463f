package dev.imprimatur.feeds;

import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.FeedCheck;
import dev.imprimatur.planner.feed.FeedFile;
import dev.imprimatur.planner.feed.FeedReading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A feed of twenty releases on a site of its own, and the memory of its answers. */
abstract class FeedWithMemory {
    static final Instant MONDAY = Instant.parse("2026-11-23T08:00:00Z");
    static final FeedSettings SETTINGS = new FeedSettings(
            Duration.ofSeconds(30),
            3,
            Duration.ofMillis(1),
            Duration.ZERO,
            10_000,
            "npm",
            Mirrors.NONE,
            FeedHosts.only(List.of("localhost")));
    static final String PATH = "/index.json";

    @TempDir
    Path folder;

    FeedServer server;
    Feed feed;

    @BeforeEach
    void start() throws IOException {
        server = new FeedServer();
        feed = feed("node-index", server.url(PATH), null, null);
        server.on(PATH, 200, index(20));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    final FeedReading read() {
        return read(SETTINGS, MONDAY);
    }

    final FeedReading read(FeedSettings settings, Instant now) {
        return new RememberedFeeds(new FeedFolder(folder.resolve("memory")), settings, Clock.fixed(now, ZoneOffset.UTC))
                .read(folder, "app", feed);
    }

    /** An index whose highest minors are always there: of fewer than 20 the lowest are missing. */
    static String index(int releases) {
        int lowest = Math.max(0, 20 - releases);
        return IntStream.range(lowest, lowest + releases)
                .mapToObj(minor -> "{\"version\":\"v1." + minor + ".0\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    static Feed feed(String type, String url, String file, String withdrawn) {
        FeedFile stated =
                new FeedFile(null, type, url, file, null, null, null, null, null, List.of(), null, withdrawn, null);
        return FeedCheck.check("app", stated, (key, mistake) -> {
                    throw new AssertionError(mistake);
                })
                .orElseThrow();
    }
}
