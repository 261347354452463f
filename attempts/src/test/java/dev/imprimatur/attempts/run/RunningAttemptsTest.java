package dev.imprimatur.attempts.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.attempts.run.RunningAttempts.Stoppable;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.cancel.CancelWatch;
import dev.imprimatur.messaging.work.Next;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RunningAttemptsTest {
    private static final RebuildId REBUILD = new RebuildId("r-1");

    private final AtomicBoolean stopped = new AtomicBoolean();

    private static final class Builds extends RunningAttempts {
        private final Duration grace;
        private boolean open = true;

        Builds(Duration grace) {
            super("builder", "build");
            this.grace = grace;
            watch = new CancelWatch();
        }

        @Override
        protected Duration grace() {
            return grace;
        }

        @Override
        protected boolean isOpen(String id, int number) {
            return open;
        }
    }

    @Test
    void aStoppingServiceTakesNothingNewAndEndsWhatItHas() {
        Builds running = new Builds(Duration.ofHours(1));
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<Next> ended = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread work = Thread.ofPlatform()
                .start(() -> ended.set(running.once("b-1", () -> {
                    try (Stoppable goesOn = begin(running)) {
                        begun.countDown();
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Next.done();
                })));
        await().until(() -> begun.getCount() == 0);

        Thread stopping = Thread.ofPlatform().start(() -> running.stop(new ShutdownEvent()));
        await().until(() -> running.once("b-2", Next::done).equals(Next.again(Duration.ZERO)));
        assertThat(stopping.isAlive()).isTrue();
        assertThat(stopped).isFalse();

        end.countDown();
        await().atMost(Duration.ofSeconds(5)).until(() -> !stopping.isAlive() && !work.isAlive());
        assertThat(ended.get()).isEqualTo(Next.done());
        assertThat(stopped).isFalse();
    }

    @Test
    void whatDoesNotEndWithinTheGraceStops() {
        Builds running = new Builds(Duration.ofMillis(200));
        running.once("b-1", () -> {
            begin(running);
            running.stop(new ShutdownEvent());
            return Next.done();
        });

        assertThat(stopped).isTrue();
        stopped.set(false);
        begin(running);
        assertThat(stopped).as("one that begins too late").isTrue();
    }

    @Test
    void whatIsWorkedOnIsNotBegunAgain() {
        Builds running = new Builds(Duration.ZERO);
        Supplier<Next> begunAgain = () -> {
            throw new AssertionError("it goes on already");
        };

        Next inside = running.once("b-1", () -> running.once("b-1", begunAgain));

        assertThat(inside).isEqualTo(Next.again(Duration.ofSeconds(2)));
        assertThat(running.once("b-1", Next::done)).as("after it ended").isEqualTo(Next.done());
    }

    @Test
    void whatFailsCanBeginAgain() {
        Builds running = new Builds(Duration.ZERO);
        try {
            running.once("b-1", () -> {
                throw new IllegalStateException("for the test");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("for the test");
        }

        assertThat(running.once("b-1", Next::done)).isEqualTo(Next.done());
    }

    @Test
    void whatWasTakenOverStopsUnlessItEndedMeanwhile() {
        Builds running = new Builds(Duration.ZERO);
        Stoppable goesOn = begin(running);
        running.stopWhatWasTakenOver();
        assertThat(stopped).isFalse();

        running.open = false;
        running.stopWhatWasTakenOver();
        assertThat(stopped).isTrue();

        stopped.set(false);
        goesOn.close();
        running.stopWhatWasTakenOver();
        assertThat(stopped).isFalse();
    }

    @Test
    void anInterruptIsOverWithTheAttempt() {
        Stoppable goesOn = begin(new Builds(Duration.ZERO));
        Thread.currentThread().interrupt();

        goesOn.close();

        assertThat(Thread.interrupted()).isFalse();
    }

    private Stoppable begin(Builds running) {
        return running.begin("b-1", 1, REBUILD, () -> stopped.set(true));
    }
}
