package dev.imprimatur.messaging.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FiguresTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void whatIsNotAnsweredSoonIsNoNumberAndNotAskedAgain() {
        CountDownLatch answer = new CountDownLatch(1);
        Figures<Integer> figures = new Figures<>(Duration.ofMillis(100), () -> {
            asked.incrementAndGet();
            awaited(answer);
            return 7;
        });

        assertThat(figures.show(number -> number)).isNaN();
        assertThat(figures.show(number -> number)).isNaN();
        assertThat(asked).hasValue(1);

        answer.countDown();
        await().untilAsserted(
                        () -> assertThat(figures.show(number -> number + 1)).isEqualTo(8));
    }

    @Test
    void oneQuestionServesAllGaugesOfALook() {
        Figures<Integer> figures = new Figures<>(Duration.ofSeconds(10), asked::incrementAndGet);

        assertThat(figures.show(number -> number)).isEqualTo(1);
        assertThat(figures.show(number -> -number)).isEqualTo(-1);
        await().untilAsserted(() -> assertThat(figures.show(number -> number)).isEqualTo(2));
    }

    @Test
    void aQuestionThatFailsIsNoNumberUntilItSucceeds() {
        Figures<Integer> figures = new Figures<>(Duration.ofSeconds(10), () -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("test");
            }
            return 7;
        });

        assertThat(figures.show(number -> number)).isNaN();
        await().untilAsserted(() -> assertThat(figures.show(number -> number)).isEqualTo(7));
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
