package dev.imprimatur.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.planner.feed.FeedReading;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two plans that ask one feed at once. */
class TwoPlansTest extends FeedWithMemory {
    /** A plan asks before there is one more release, and has its answer after another plan has noted that one. */
    @Test
    void anOlderAnswerThatIsNotedLaterTakesNothingOutOfTheMemory() throws Exception {
        read();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch noted = new CountDownLatch(1);
        server.on(PATH, exchange -> {
            server.on(PATH, 200, index(21));
            asked.countDown();
            within(Duration.ofSeconds(20), noted);
            FeedServer.send(exchange, 200, index(20));
        });
        CompletableFuture<FeedReading> slow = CompletableFuture.supplyAsync(this::read);
        asked.await();
        assertThat(read().entries()).hasSize(21);
        noted.countDown();
        assertThat(slow.get(30, TimeUnit.SECONDS).entries()).hasSize(21);

        server.on(PATH, 200, index(20));
        FeedReading third = read();

        assertThat(third.entries()).as("a feed never shrinks a plan").hasSize(21);
        assertThat(third.notices()).singleElement().asString().startsWith("no longer lists 1.20.0");
    }

    private static void within(Duration limit, CountDownLatch ended) {
        try {
            ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
