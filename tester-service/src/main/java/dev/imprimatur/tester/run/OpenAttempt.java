package dev.imprimatur.tester.run;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.tester.TestRunId;
import java.time.Instant;

/**
 * An attempt that has begun.
 *
 * @param run the test run
 * @param number counted from 1
 * @param failures how many of those before it failed of themselves
 * @param startedAt when it began
 * @param worker which tester made it
 * @param event what is to be tested
 * @param log where its log begins
 */
record OpenAttempt(
        TestRunId run,
        int number,
        int failures,
        Instant startedAt,
        String worker,
        BuildCompleted event,
        LogPosition log)
        implements Opening {}
