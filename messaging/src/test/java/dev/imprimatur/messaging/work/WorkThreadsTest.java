package dev.imprimatur.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkThreadsTest {
    @Test
    void whatEarlierLooksFoundDoesNotPileUpWhileThreadsAreBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(2);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        try (WorkThreads threads = new WorkThreads(2, 6, Thread::new)) {
            for (int i = 0; i < 2; i++) {
                threads.execute(() -> {
                    busy.countDown();
                    await(released);
                });
            }
            busy.await();

            for (int look = 0; look < 10_000; look++) {
                threads.execute(ended::incrementAndGet);
            }

            assertThat(threads.getQueue()).hasSize(6);
            assertThat(ended).hasValue(9_994);
            released.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ended).as("each is ended, since the queue counts them").hasValue(10_000);
    }

    private static void await(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
