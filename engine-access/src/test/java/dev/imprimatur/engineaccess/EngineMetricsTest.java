package dev.imprimatur.engineaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineDisk;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineMetricsTest {
    private static final EngineDisk DISK =
            new EngineDisk(OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(3), new ByteSize(1));

    private final CountDownLatch answer = new CountDownLatch(1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** As one that has been stopped: it takes questions, and a client of it is patient. */
    private Engine hanging() {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (engine, method, arguments) -> {
                    if (method.getName().equals("disk")) {
                        answer.await();
                        return DISK;
                    }
                    return Optional.empty();
                });
    }

    private double value(String name) {
        return meters.get(name).gauge().value();
    }

    @Test
    void anEngineThatHangsDoesNotKeepTheOtherMetricsBack() {
        EngineMetrics metrics = new EngineMetrics();
        metrics.engine = hanging();
        metrics.meters = meters;
        metrics.start(new StartupEvent());

        assertThat(value("imprimatur.engine.images")).isNaN();
        assertThat(value("imprimatur.engine.free")).isNaN();
        assertThat(value("imprimatur.engine.disk")).isNaN();

        answer.countDown();
        await().untilAsserted(
                        () -> assertThat(value("imprimatur.engine.images")).isEqualTo(1));
        assertThat(value("imprimatur.engine.free")).isEqualTo(2);
        assertThat(value("imprimatur.engine.disk")).isEqualTo(3);
    }
}
