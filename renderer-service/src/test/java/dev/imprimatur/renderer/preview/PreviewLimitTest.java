package dev.imprimatur.renderer.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.ServiceUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PreviewLimitTest {
    private final PreviewLimit limit = new PreviewLimit(2, Duration.ofMillis(10));

    @Test
    void noMoreAreMadeAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> one = threads.submit(() -> limit.within(() -> waiting(begun, end)));
            Future<String> other = threads.submit(() -> limit.within(() -> waiting(begun, end)));
            begun.await();
            try {
                assertThatThrownBy(() -> limit.within(() -> "made"))
                        .isInstanceOf(ServiceUnavailableException.class)
                        .hasMessageContaining("ask again");
            } finally {
                end.countDown();
            }
            assertThat(one.get()).isEqualTo("made");
            assertThat(other.get()).isEqualTo("made");
        }
        assertThat(limit.within(() -> "made")).isEqualTo("made");
    }

    @Test
    void oneThatFailsLeavesItsTurn() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> limit.within(() -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }
        assertThat(limit.within(() -> "made")).isEqualTo("made");
    }

    private static String waiting(CountDownLatch begun, CountDownLatch end) {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "made";
    }
}
