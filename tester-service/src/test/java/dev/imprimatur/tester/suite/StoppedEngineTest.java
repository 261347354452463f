package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.CommandResult;
import dev.imprimatur.engine.ContainerState;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineVersion;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.events.HealthProbe.TcpSocket;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.fixture.Tests;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A health test on an engine that is started again, or kills what it runs. Requests to it wait until it answers again.
 */
class StoppedEngineTest {
    private static final Duration RESTART = Duration.ofSeconds(4);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch back = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 137, 143})
    void whatAnEngineThatIsStartedAgainStoppedDidNotFail(int exitCode) {
        Thread.ofVirtual().start(this::restart);

        assertThatThrownBy(() -> test(exitCode, false).run()).isInstanceOfSatisfying(EngineException.class, thrown -> {
            assertThat(thrown.failure()).isInstanceOf(Failure.Transient.class);
            assertThat(thrown).hasMessageContaining("exit code " + exitCode);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {137, 143})
    void whatWasKilledIsTriedOnceMore(int exitCode) {
        back.countDown();

        assertThatThrownBy(() -> test(exitCode, false).run()).isInstanceOfSatisfying(EngineException.class, thrown -> {
            assertThat(thrown.failure()).isInstanceOf(Failure.Unknown.class);
            assertThat(thrown.failure().kind()).isEqualTo(Kind.COMMAND_KILLED);
        });
    }

    @Test
    void whatEndsOfItselfOrForWantOfMemoryFails() {
        back.countDown();

        TestResult ended = test(4, false).run();
        TestResult tooLarge = test(137, true).run();

        assertThat(ended.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ended.failure().exitCode()).isEqualTo(4);
        assertThat(tooLarge.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(tooLarge.failure().message()).endsWith("ran out of memory");
    }

    private void restart() {
        await(stopped, Duration.ofMinutes(1));
        await(back, RESTART);
        back.countDown();
    }

    private HealthTest test(int exitCode, boolean outOfMemory) {
        HealthProbe probe = new HealthProbe(List.of("serve"), null, null, new TcpSocket(8080), null, 1);
        return new HealthTest(
                engine(exitCode, outOfMemory),
                new TestRunId("t-00000000000000000001"),
                Digest.of(new byte[0]),
                Tests.health("serves", 60, probe),
                Output.none(),
                new Cancellation());
    }

    private Engine engine(int exitCode, boolean outOfMemory) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        return container(exitCode, outOfMemory);
                    }
                    await(back, Duration.ofMinutes(1));
                    return new EngineVersion("1", "1", "id");
                });
    }

    private RunningContainer container(int exitCode, boolean outOfMemory) {
        return new RunningContainer() {
            @Override
            public ContainerState state() {
                stopped.countDown();
                await(back, Duration.ofMinutes(1));
                return new ContainerState(false, exitCode, outOfMemory, ContainerState.Health.NONE, "");
            }

            @Override
            public CommandResult run(List<String> command, Duration limit, Cancellation cancellation) {
                return new CommandResult(CommandResult.CANNOT_RUN, "it is not running");
            }

            @Override
            public String tail() {
                return "";
            }

            @Override
            public void close() {}
        };
    }

    private static void await(CountDownLatch latch, Duration most) {
        try {
            latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
