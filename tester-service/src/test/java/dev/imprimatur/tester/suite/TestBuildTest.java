package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.fixture.Tests;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Which failures of a test's build are verdicts. */
class TestBuildTest {
    @Test
    void aTestThatTakesLongerThanItMayHasFailed() {
        assertThat(run(new Failure.Unknown(Kind.BUILD_TIMEOUT, "it took longer than 30 s and was stopped", null))
                        .outcome())
                .isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void anEngineOrARegistryThatIsSlowIsNoVerdict() {
        Failure slow = new Failure.Transient(Kind.TIMEOUT, "Get \"https://r/v2/\": i/o timeout", null);

        assertThatThrownBy(() -> run(slow))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.failure()).isEqualTo(slow));
    }

    @Test
    void aTestThatWasSilentIsNoVerdict() {
        Failure silent = new Failure.Transient(Kind.SILENT, "the command that ran printed nothing for 300 s", null);

        assertThatThrownBy(() -> run(silent))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.failure()).isEqualTo(silent));
    }

    private static TestResult run(Failure failure) {
        Engine failing = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    throw new EngineException(failure);
                });
        BuildCompleted built = EventFixtures.event(BuildCompleted.class);
        RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
        try (ContextCache contexts = new ContextCache(registries, Registry.parse("localhost:1"), 1_000_000)) {
            return new TestBuild(
                            failing,
                            contexts,
                            new SuiteRun(
                                    TestRunId.of(
                                            built.rebuildId(), built.candidate().image()),
                                    built,
                                    null,
                                    new Cancellation()),
                            Tests.test("slow", "RUN true"),
                            null)
                    .run();
        }
    }
}
