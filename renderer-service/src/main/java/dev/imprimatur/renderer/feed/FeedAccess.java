package dev.imprimatur.renderer.feed;

import dev.imprimatur.feeds.FeedMemory;
import dev.imprimatur.feeds.FeedSettings;
import dev.imprimatur.feeds.RememberedFeeds;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.renderer.RendererConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes release feeds injectable. */
class FeedAccess {
    @Produces
    @Singleton
    Feeds feeds(FeedMemory memory, RendererConfig config, Clock clock) {
        return new RememberedFeeds(memory, FeedSettings.defaults().withFresh(config.feedFresh()), clock);
    }
}
