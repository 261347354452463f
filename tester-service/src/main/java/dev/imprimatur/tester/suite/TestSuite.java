package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.sbom.Inventory;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.TesterConfig;
import dev.imprimatur.tester.content.ImageContent;
import dev.imprimatur.tester.content.ReadImage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Runs all tests of a staged image, one after the other; one that does not pass stops none that follows. */
@ApplicationScoped
public class TestSuite {
    private static final Logger LOG = Logger.getLogger(TestSuite.class);

    @Inject
    Engine engine;

    @Inject
    TesterConfig config;

    @Inject
    Leftovers leftovers;

    @Inject
    ContextCache contexts;

    @Inject
    ImageContent content;

    /**
     * Runs the tests, unless they are cancelled, and leaves the engine as it was.
     *
     * @param attempt the number of the run's attempt that this is
     */
    public SuiteOutcome run(
            TestRunId run, int attempt, BuildCompleted built, CommandLog log, Cancellation cancellation) {
        List<TestResult> results = new ArrayList<>();
        if (built.tests().isEmpty()) {
            return new SuiteOutcome.Completed(results, new Inventory(), null);
        }
        Leftover own = null;
        try {
            String engineId = engine.version().id();
            sweep(engineId);
            own = leftovers.expect(engineId, run, built.staged());
            StagedImage image = StagedImage.hold(engine, built.staged(), run, log, cancellation);
            Duration silence = image.silence().orElseGet(config::silence);
            SuiteRun suite = new SuiteRun(run, built, log, cancellation);
            for (ImageTest test : built.tests()) {
                begin(test, log);
                TestResult result = test.health() == null
                        ? new TestBuild(engine, contexts, suite, test, silence).run()
                        : new HealthTest(engine, run, image.id(), test, log, cancellation).run();
                leftovers.prune(own, attempt);
                results.add(result);
                end(result, log);
            }
            Optional<FailureReport> changed = image.changed();
            if (changed.isPresent()) {
                return new SuiteOutcome.ImageChanged(results, changed.get());
            }
            return results.stream().allMatch(TestResult::passed)
                    ? read(results, run, built, log)
                    : new SuiteOutcome.Completed(results, new Inventory(), null);
        } catch (EngineException e) {
            log.line("<== given up: %s", e.getMessage());
            return new SuiteOutcome.Aborted(withNotRun(results, built.tests()), e);
        } finally {
            if (own != null) {
                leftovers.clean(own, attempt);
            }
        }
    }

    /** What the engine does not remove of other runs says nothing about this image. */
    private void sweep(String engineId) {
        try {
            leftovers.sweep(engineId);
        } catch (EngineException e) {
            LOG.debugf("the engine is not cleared now: %s", e.getMessage());
        }
    }

    private static void begin(ImageTest test, CommandLog log) {
        log.line(
                "==> test %s (limit %d s, network %s)",
                test.name(), test.timeoutSeconds(), test.network() ? "on" : "off");
    }

    private static void end(TestResult result, CommandLog log) {
        log.line("<== test %s: %s in %.1f s", result.name(), result.outcome(), result.durationMillis() / 1000.0);
        if (result.failure() != null) {
            log.line("    %s", result.failure().message());
        }
    }

    private SuiteOutcome read(List<TestResult> results, TestRunId run, BuildCompleted built, CommandLog log) {
        Optional<ReadImage> image = content.of(built.staged(), log);
        Inventory inventory = image.flatMap(ReadImage::packages).orElseGet(() -> shown(run, built));
        log.line("==> %d packages are installed", inventory.packages().size());
        inventory.unread().forEach(database -> log.line("packages of %s are not read", database));
        return new SuiteOutcome.Completed(
                results, inventory, image.map(ReadImage::content).orElse(null));
    }

    /** What the engine shows of an image whose layers do not tell. */
    private Inventory shown(TestRunId run, BuildCompleted built) {
        Inventory inventory = new Inventory();
        engine.readFiles(built.staged().toString(), TestLabel.NAME, run.value(), Inventory.PLACES, inventory::read);
        return inventory;
    }

    private static List<TestResult> withNotRun(List<TestResult> results, List<ImageTest> tests) {
        List<TestResult> all = new ArrayList<>(results);
        tests.subList(results.size(), tests.size())
                .forEach(test -> all.add(new TestResult(test.name(), Outcome.NOT_RUN, 0, null)));
        return all;
    }
}
