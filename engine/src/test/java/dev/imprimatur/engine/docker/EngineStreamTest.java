package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineStreamTest {
    private static final Duration AWAY = Duration.ofMillis(2500);
    private static final Duration LIMIT = Duration.ofMillis(1500);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final Queue<Duration> quiets = new ConcurrentLinkedQueue<>();

    /** What takes a piece waits for as long as a database is away. */
    private final EngineStream<String> held = new EngineStream<>() {
        @Override
        void take(String item) {
            begun.countDown();
            holdUp(AWAY);
        }

        @Override
        Duration pace() {
            return Duration.ofMillis(100);
        }

        @Override
        void look(Duration quiet) {
            quiets.add(quiet);
        }
    };

    @Test
    void whatTheOutputIsHeldUpDoesNotCountAsTheWorksTime() throws InterruptedException {
        Thread engine = Thread.ofVirtual().start(() -> {
            held.onNext("much");
            held.onComplete();
        });
        begun.await();

        assertThatCode(() -> held.await(LIMIT, new Cancellation())).doesNotThrowAnyException();

        engine.join();
        assertThat(quiets).isNotEmpty().containsOnly(Duration.ZERO);
    }

    @Test
    void afterwardsTheRestOfTheTimeIsThere() throws InterruptedException {
        long begin = System.nanoTime();
        Thread.ofVirtual().start(() -> held.onNext("much"));
        begun.await();

        assertThatThrownBy(() -> held.await(LIMIT, new Cancellation()))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        thrown -> assertThat(thrown.failure().kind()).isEqualTo(Kind.BUILD_TIMEOUT));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(AWAY.plus(LIMIT));
    }

    @Test
    void aTransferThatIsHeldUpIsAlive() throws InterruptedException {
        Thread.ofVirtual().start(() -> {
            held.onNext("much");
            held.onComplete();
        });
        begun.await();

        assertThatCode(() -> held.awaitWhileAlive(LIMIT, new Cancellation())).doesNotThrowAnyException();
    }

    @Test
    void aCommandThatPrintsAllTheTimeHasNoMoreTimeThanOthers() {
        try (EngineStream<String> busy = new EngineStream<>() {
            @Override
            void take(String item) {
                holdUp(Duration.ofMillis(50));
            }
        }) {
            Thread printing = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    busy.onNext("y");
                }
            });
            assertThatThrownBy(() -> busy.await(LIMIT, new Cancellation())).isInstanceOf(EngineException.class);
            printing.interrupt();
        }
    }

    private static void holdUp(Duration time) {
        try {
            new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
