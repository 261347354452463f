package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.run.RunningAttempts;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.TesterConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** What this tester is doing right now. */
@ApplicationScoped
public class RunningTests extends RunningAttempts {
    @Inject
    TesterConfig config;

    @Inject
    TestRuns runs;

    RunningTests() {
        super("tester", "test run");
    }

    @Override
    protected Duration grace() {
        return config.grace();
    }

    @Override
    protected boolean isOpen(String id, int number) {
        return runs.isOpen(new TestRunId(id), number);
    }

    @Override
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    protected void stopWhatWasTakenOver() {
        super.stopWhatWasTakenOver();
    }
}
