package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.sbom.Inventory;
import java.time.Duration;
import java.util.List;

/** How the tests of an image went. */
public sealed interface SuiteOutcome {

    /** One result for each test, in their order. */
    List<TestResult> results();

    /**
     * Every test ran, on the image that was to be tested.
     *
     * @param inventory what is installed in it; looked up if all passed
     * @param content what the image is, whenever it was built; null if not all passed, or if it cannot be computed
     */
    record Completed(List<TestResult> results, Inventory inventory, Digest content) implements SuiteOutcome {}

    /** The image was not the same before and after; the results are worth nothing. */
    record ImageChanged(List<TestResult> results, FailureReport report) implements SuiteOutcome {}

    /**
     * The engine or a registry failed; the tests from there on were not run.
     *
     * @param asked how long a registry asked to wait at least
     */
    record Aborted(List<TestResult> results, Failure failure, Duration asked) implements SuiteOutcome {

        /** What this exception ended. */
        public Aborted(List<TestResult> results, EngineException thrown) {
            this(results, thrown.failure(), thrown.asked());
        }
    }
}
