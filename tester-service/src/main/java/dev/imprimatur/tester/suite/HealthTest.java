package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.ContainerState;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.suite.Probing.ProbeResult;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * One health test: a container of the image itself is started and probed until it works, ends, or takes too long. It is
 * probed from within, through the engine, which works on any engine and without a network. In the end the container is
 * always removed.
 */
final class HealthTest {
    private static final Logger LOG = Logger.getLogger(HealthTest.class);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(1);
    /** How soon the end of the container and a cancellation are seen. */
    private static final Duration GLANCE = Duration.ofMillis(200);
    /** By SIGKILL and by SIGTERM. */
    private static final Set<Integer> KILLED = Set.of(137, 143);

    private final Engine engine;
    private final TestRunId run;
    private final Digest image;
    private final ImageTest test;
    private final Output output;
    private final Cancellation cancellation;
    private final long startedAt = System.nanoTime();

    HealthTest(Engine engine, TestRunId run, Digest image, ImageTest test, Output output, Cancellation cancellation) {
        this.engine = engine;
        this.run = run;
        this.image = image;
        this.test = test;
        this.output = output;
        this.cancellation = cancellation;
    }

    /**
     * Runs the test.
     *
     * @throws EngineException if the engine failed or the test was cancelled, which says nothing about the image
     */
    TestResult run() {
        try {
            return watch(engine.start(order(), output));
        } catch (EngineException e) {
            if (e.failure().kind() == Failure.Kind.COMMAND_FAILED) {
                return failed(FailureKinds.TEST_FAILED, "cannot be started: " + e.getMessage(), null, "");
            }
            throw e;
        }
    }

    private TestResult watch(RunningContainer container) {
        try (Pulse pulse = Pulse.of(engine)) {
            return watch(container, pulse);
        } finally {
            remove(container);
        }
    }

    /** What the engine does not remove now goes with what else the run leaves. */
    private void remove(RunningContainer container) {
        try {
            container.close();
        } catch (EngineException e) {
            LOG.debugf("the container of test '%s' stays for now: %s", test.name(), e.getMessage());
        }
    }

    private ContainerOrder order() {
        HealthProbe probe = test.health();
        return new ContainerOrder(
                image.value(),
                probe.command(),
                probe.env(),
                Map.of(TestLabel.NAME, run.value()),
                test.network(),
                probe.ownCheck() && probe.intervalSeconds() > 0 ? Duration.ofSeconds(probe.intervalSeconds()) : null);
    }

    private TestResult watch(RunningContainer container, Pulse pulse) {
        Probing probing = new Probing(test.health(), container, cancellation);
        Duration interval = test.health().intervalSeconds() > 0
                ? Duration.ofSeconds(test.health().intervalSeconds())
                : USUAL_INTERVAL;
        long nextLook = System.nanoTime();
        ProbeResult seen = ProbeResult.notYet("nothing was seen of it");
        while (true) {
            ContainerState state = container.state();
            if (!state.running()) {
                return ended(state, container.tail(), pulse);
            }
            pulse.seenWell();
            if (System.nanoTime() - nextLook >= 0) {
                seen = probing.look(state);
                nextLook = System.nanoTime() + interval.toNanos();
            }
            switch (seen.state()) {
                case WORKS -> {
                    output.write("    " + seen.what() + "\n");
                    return result(Outcome.PASSED, null);
                }
                case BROKEN -> {
                    return failed(FailureKinds.TEST_FAILED, "failed: " + seen.what(), null, container.tail());
                }
                case UNTESTABLE -> {
                    return failed(FailureKinds.TEST_INVALID, "cannot be run: " + seen.what(), null, "");
                }
                case NOT_YET -> {
                    if (passed().toSeconds() >= test.timeoutSeconds()) {
                        pulse.requireSteady();
                        return tooLong(seen, container.tail());
                    }
                }
            }
            LockSupport.parkNanos(GLANCE.toNanos());
            stopIfCancelled();
        }
    }

    private void stopIfCancelled() {
        if (cancellation.cancelled() || Thread.currentThread().isInterrupted()) {
            throw new EngineException(
                    new Failure.Permanent(Failure.Kind.CANCELLED, "it was cancelled while it was tested", null));
        }
    }

    /** An engine that is stopped stops what it runs: then that it ended says nothing about the image. */
    private TestResult ended(ContainerState state, String tail, Pulse pulse) {
        String how = state.outOfMemory()
                ? "ran out of memory"
                : "ended with exit code " + state.exitCode() + " before it was healthy"
                        + (state.exitCode() == 0 ? "; let health.command run what goes on" : "");
        if (!state.outOfMemory()) {
            pulse.requireUnbroken("that the container ended with exit code " + state.exitCode());
            if (KILLED.contains(state.exitCode())) {
                throw new EngineException(new Failure.Unknown(
                        Failure.Kind.COMMAND_KILLED,
                        output.masked("test '" + test.name() + "': the container " + how + ": it was killed"),
                        null));
            }
        }
        return failed(FailureKinds.TEST_FAILED, "failed: the container " + how, state.exitCode(), tail);
    }

    private TestResult tooLong(ProbeResult seen, String tail) {
        String what = "was not healthy within its limit of " + test.timeoutSeconds() + " s: " + seen.what();
        return result(Outcome.TIMED_OUT, report(FailureKinds.TEST_TIMED_OUT, what, null, tail));
    }

    private TestResult failed(String kind, String what, Integer exitCode, String tail) {
        return result(Outcome.FAILED, report(kind, what, exitCode, tail));
    }

    private FailureReport report(String kind, String what, Integer exitCode, String tail) {
        String command = test.health().command().isEmpty()
                ? null
                : String.join(" ", test.health().command());
        return new FailureReport(
                kind,
                false,
                output.masked("test '" + test.name() + "' " + what),
                command,
                exitCode,
                tail.isEmpty() ? null : tail);
    }

    private TestResult result(Outcome outcome, FailureReport failure) {
        return new TestResult(test.name(), outcome, passed().toMillis(), failure);
    }

    private Duration passed() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
