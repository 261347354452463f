package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.engine.context.HeldContext;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.oci.Digest;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** One test: layers that are built on top of the staged image, and thrown away at once. */
final class TestBuild {
    private static final Logger LOG = Logger.getLogger(TestBuild.class);

    private final Engine engine;
    private final ContextCache contexts;
    private final SuiteRun suite;
    private final ImageTest test;
    private final Duration silence;
    private final long startedAt = System.nanoTime();

    /** @param silence how long a command of it may print nothing */
    TestBuild(Engine engine, ContextCache contexts, SuiteRun suite, ImageTest test, Duration silence) {
        this.engine = engine;
        this.contexts = contexts;
        this.suite = suite;
        this.test = test;
        this.silence = silence;
    }

    /**
     * Runs the test.
     *
     * @throws EngineException if the engine or a registry failed, which says nothing about the image
     */
    TestResult run() {
        try (HeldContext files = contexts.hold(test.files());
                Pulse pulse = Pulse.of(engine)) {
            return run(files, pulse);
        } catch (BadTestException e) {
            return result(Outcome.FAILED, FailureReport.of(FailureKinds.TEST_INVALID, false, e.getMessage()));
        }
    }

    private TestResult run(HeldContext files, Pulse pulse) throws BadTestException {
        BuildOrder order = order(files.tar());
        try {
            remove(engine.build(order, suite.log()));
            return result(Outcome.PASSED, null);
        } catch (EngineException e) {
            return result(e, pulse);
        }
    }

    /** What the engine does not remove now goes with what else the run leaves. */
    private void remove(Digest layers) {
        try {
            engine.remove(layers.value());
        } catch (EngineException e) {
            LOG.debugf("the layers of test '%s' stay for now: %s", test.name(), e.getMessage());
        }
    }

    private BuildOrder order(ContextTar files) throws BadTestException {
        ImageKey image = suite.built().candidate().image();
        return BuildOrderBuilder.builder()
                .dockerfile(TestDockerfile.of(
                        test,
                        TestFiles.dockerfile(test.name(), files),
                        suite.built().staged(),
                        suite.id()))
                .context(files)
                .arguments(Map.of("IMPRIMATUR_VERSION", image.version(), "IMPRIMATUR_VARIANT", image.variant()))
                .platform(suite.built().candidate().platform())
                .network(test.network())
                .timeout(Duration.ofSeconds(test.timeoutSeconds()))
                .cancellation(suite.cancellation())
                .silence(silence)
                .build();
    }

    /** Distinguishes failures of the image or the test from those of the infrastructure. */
    private TestResult result(EngineException thrown, Pulse pulse) {
        return switch (thrown.failure().kind()) {
            case COMMAND_FAILED, OUTPUT_TOO_LARGE, LAYER_TOO_LARGE ->
                result(Outcome.FAILED, report(FailureKinds.TEST_FAILED, thrown.failure(), "failed"));
            case NETWORK_IN_BUILD -> {
                if (test.network()) {
                    throw thrown;
                }
                yield result(
                        Outcome.FAILED,
                        report(
                                FailureKinds.TEST_FAILED,
                                thrown.failure(),
                                "failed; it wants the network, which it does not have"));
            }
            case DOCKERFILE_INVALID, COPY_SOURCE_MISSING ->
                result(Outcome.FAILED, report(FailureKinds.TEST_INVALID, thrown.failure(), "cannot be built"));
            case BUILD_TIMEOUT -> {
                pulse.requireSteady();
                yield result(
                        Outcome.TIMED_OUT,
                        report(
                                FailureKinds.TEST_TIMED_OUT,
                                thrown.failure(),
                                "took longer than its limit of " + test.timeoutSeconds() + " s"));
            }
            default -> throw thrown;
        };
    }

    private FailureReport report(String kind, Failure failure, String what) {
        FailureReport told = failure.report();
        String message = "test '" + test.name() + "' " + what + ": " + told.message();
        return new FailureReport(kind, false, message, told.command(), told.exitCode(), told.output());
    }

    private TestResult result(Outcome outcome, FailureReport failure) {
        return new TestResult(
                test.name(),
                outcome,
                Duration.ofNanos(System.nanoTime() - startedAt).toMillis(),
                failure);
    }
}
