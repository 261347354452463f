package dev.imprimatur.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.Feeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many families with feeds on one host that takes requests and says nothing. */
class SilentHostTest {
    @TempDir
    Path folder;

    @Test
    void itCostsAPlanOneTimeoutAndTheNextPlanAsksAgain() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (FeedServer server = new FeedServer()) {
            Feed feed = RememberedFeedsTest.feed("node-index", server.url(RememberedFeedsTest.PATH), null, null);
            server.on(RememberedFeedsTest.PATH, 200, RememberedFeedsTest.index(3));
            feeds(RememberedFeedsTest.SETTINGS).read(folder, "app", feed);
            RememberedFeeds feeds = feeds(FeedSettingsBuilder.builder(RememberedFeedsTest.SETTINGS)
                    .timeout(Duration.ofMillis(500))
                    .build());
            server.on(RememberedFeedsTest.PATH, exchange -> await(ended));
            Feeds plan = feeds.forPlan();

            assertThat(notice(plan, feed)).contains("no whole answer within 0.5s");
            assertThat(notice(plan, feed)).contains("not asked, as its host was silent");
            assertThat(notice(plan, feed)).contains("not asked, as its host was silent");
            assertThat(server.requests()).isEqualTo(2);

            assertThat(notice(feeds.forPlan(), feed)).contains("no whole answer within 0.5s");
            assertThat(server.requests()).isEqualTo(3);
            ended.countDown();
        }
    }

    /** As behind a proxy of a company, where all feeds are on one host. */
    @Test
    void oneAddressThatIsSilentKeepsNoOtherOfItsHostFromBeingAskedAndTwoDo() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (FeedServer server = new FeedServer()) {
            Feed silent = feed(server, "/silent.json");
            Feed mute = feed(server, "/mute.json");
            Feed well = feed(server, "/well.json");
            for (String path : List.of("/silent.json", "/mute.json", "/well.json")) {
                server.on(path, 200, RememberedFeedsTest.index(3));
            }
            RememberedFeeds first = feeds(RememberedFeedsTest.SETTINGS);
            List.of(silent, mute, well).forEach(each -> first.read(folder, "app", each));
            RememberedFeeds feeds = feeds(FeedSettingsBuilder.builder(RememberedFeedsTest.SETTINGS)
                    .timeout(Duration.ofMillis(500))
                    .build());
            server.on("/silent.json", exchange -> await(ended));
            server.on("/mute.json", exchange -> await(ended));
            Feeds plan = feeds.forPlan();

            assertThat(notice(plan, silent)).contains("no whole answer within 0.5s");
            assertThat(plan.read(folder, "app", well).notices()).isEmpty();
            assertThat(notice(plan, mute)).contains("no whole answer within 0.5s");
            assertThat(notice(plan, well)).contains("not asked, as its host was silent");
            ended.countDown();
        }
    }

    private static Feed feed(FeedServer server, String path) {
        return RememberedFeedsTest.feed("node-index", server.url(path), null, null);
    }

    private RememberedFeeds feeds(FeedSettings settings) {
        return new RememberedFeeds(new FeedFolder(folder), settings, Clock.systemUTC());
    }

    private String notice(Feeds feeds, Feed feed) {
        return feeds.read(folder, "app", feed).notices().getFirst();
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
