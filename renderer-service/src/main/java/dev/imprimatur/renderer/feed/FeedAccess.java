package dev.imprimatur.renderer.feed;

import dev.imprimatur.feeds.FeedHosts;
import dev.imprimatur.feeds.FeedMemory;
import dev.imprimatur.feeds.FeedSettings;
import dev.imprimatur.feeds.Mirrors;
import dev.imprimatur.feeds.RememberedFeeds;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.renderer.RendererConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Makes release feeds and their settings injectable. */
class FeedAccess {
    @Produces
    @Singleton
    FeedSettings settings(RendererConfig config) {
        return FeedSettings.defaults()
                .withFresh(config.feedFresh())
                .withMirrors(mirrors(config))
                .withHosts(hosts(config));
    }

    @Produces
    @Singleton
    Feeds feeds(FeedMemory memory, FeedSettings settings, Clock clock) {
        return new RememberedFeeds(memory, settings, clock);
    }

    /** A mistake in the configuration ends the start, not the first plan. */
    void check(@Observes StartupEvent event, RendererConfig config) {
        mirrors(config);
        hosts(config);
    }

    private static FeedHosts hosts(RendererConfig config) {
        try {
            return config.feedHosts().map(FeedHosts::only).orElse(FeedHosts.OTHER_MACHINES);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("imprimatur.renderer.feed-hosts: " + e.getMessage());
        }
    }

    private static Mirrors mirrors(RendererConfig config) {
        try {
            return Mirrors.parse(config.mirrors().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("imprimatur.renderer.mirrors: " + e.getMessage());
        }
    }
}
