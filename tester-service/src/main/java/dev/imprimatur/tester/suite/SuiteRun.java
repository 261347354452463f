package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.tester.TestRunId;

/**
 * One run of all tests of an image.
 *
 * @param id the test run
 * @param built the image, as its builder announced it
 * @param log takes what tests print
 * @param cancellation ends them from another thread
 */
record SuiteRun(TestRunId id, BuildCompleted built, CommandLog log, Cancellation cancellation) {}
