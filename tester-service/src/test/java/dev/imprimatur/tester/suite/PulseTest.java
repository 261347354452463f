package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineVersion;
import dev.imprimatur.engine.Failure;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Duration EVERY = Duration.ofMillis(10);

    private final AtomicInteger beats = new AtomicInteger();
    private final CountDownLatch goesOn = new CountDownLatch(1);

    @Test
    void anEngineThatAnswersIsSteady() {
        try (Pulse pulse = Pulse.of(engine(Integer.MAX_VALUE), EVERY, Duration.ofSeconds(30))) {
            await().until(() -> beats.get() > 5);

            assertThatCode(pulse::requireSteady).doesNotThrowAnyException();
        }
    }

    @Test
    void oneThatStoodStillIsNotEvenIfItGoesOnNow() {
        try (Pulse pulse = Pulse.of(engine(3), EVERY, Duration.ofMillis(300))) {
            await().untilAsserted(() -> assertThatThrownBy(pulse::requireSteady)
                    .isInstanceOfSatisfying(EngineException.class, PulseTest::assertChance));

            goesOn.countDown();
            await().until(() -> beats.get() > 8);
            assertThatThrownBy(pulse::requireSteady).isInstanceOf(EngineException.class);
        }
    }

    @Test
    void whatStoodStillBeforeAContainerWasSeenWellIsNoReasonForItsEnd() {
        try (Pulse pulse = Pulse.of(engine(3), EVERY, Duration.ofSeconds(30))) {
            await().untilAsserted(() -> assertThatThrownBy(() -> pulse.requireUnbroken("it ended"))
                    .isInstanceOfSatisfying(EngineException.class, PulseTest::assertChance));
            goesOn.countDown();
            await().until(() -> beats.get() > 8);
            assertThatThrownBy(() -> pulse.requireUnbroken("it ended")).isInstanceOf(EngineException.class);

            pulse.seenWell();

            assertThatCode(() -> pulse.requireUnbroken("it ended")).doesNotThrowAnyException();
        }
    }

    private static void assertChance(EngineException thrown) {
        assertThat(thrown.failure()).isInstanceOf(Failure.Transient.class);
    }

    /** One that stands still after so many answers, until it is to go on. */
    private Engine engine(int answers) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (beats.incrementAndGet() == answers) {
                        goesOn.await();
                    }
                    return new EngineVersion("1", "1", "id");
                });
    }
}
