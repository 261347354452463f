package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoomTest {
    private static final int LARGE = 60_000;
    private static final Executor THREADS = Thread::startVirtualThread;

    private final ReentrantLock large = new ReentrantLock();

    @Test
    void aLargeImageWaitsForAnotherAndSmallOnesDoNot() throws Exception {
        CompletableFuture<Void> second;
        try (Room first = new Room(large)) {
            first.take(LARGE);
            second = CompletableFuture.runAsync(() -> read(LARGE), THREADS);
            await().until(large::hasQueuedThreads);

            CompletableFuture.runAsync(() -> read(1000), THREADS).get();

            assertThat(second).isNotDone();
        }
        second.get();
        assertThat(large.isLocked()).isFalse();
    }

    @Test
    void whatFindsNoRoomLetsTheNextOneIn() throws Exception {
        CompletableFuture.runAsync(() -> assertThatThrownBy(() -> read(LARGE, Room.MOST))
                        .hasCauseInstanceOf(UnknownContentException.class))
                .get();

        assertThat(large.isLocked()).isFalse();
    }

    private void read(int... weights) {
        try (Room room = new Room(large)) {
            for (int weight : weights) {
                room.take(weight);
            }
        } catch (UnknownContentException e) {
            throw new IllegalStateException(e);
        }
    }
}
