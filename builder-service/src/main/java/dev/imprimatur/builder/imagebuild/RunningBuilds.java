package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.run.RunningAttempts;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.BuilderConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** What this builder is doing right now. */
@ApplicationScoped
public class RunningBuilds extends RunningAttempts {
    @Inject
    BuilderConfig config;

    @Inject
    Builds builds;

    RunningBuilds() {
        super("builder", "build");
    }

    @Override
    protected Duration grace() {
        return config.grace();
    }

    @Override
    protected boolean isOpen(String id, int number) {
        return builds.isOpen(new BuildKey(id), number);
    }

    @Override
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    protected void stopWhatWasTakenOver() {
        super.stopWhatWasTakenOver();
    }
}
