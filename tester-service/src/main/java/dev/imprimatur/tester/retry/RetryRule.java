package dev.imprimatur.tester.retry;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Retries only what can succeed: chance up to the bound, the unknown once, and the permanent never. */
@ApplicationScoped
public class RetryRule {
    private static final int ATTEMPTS_AT_THE_UNKNOWN = 2;

    @Inject
    TesterConfig config;

    /**
     * How long to wait before the next attempt, or nothing if there is none.
     *
     * @param failure why the last attempt failed
     * @param attempts how many were made
     */
    public Optional<Duration> after(Failure failure, int attempts) {
        int bound = switch (failure) {
            case Failure.Transient passing -> config.attempts();
            case Failure.Unknown unknown -> Math.min(ATTEMPTS_AT_THE_UNKNOWN, config.attempts());
            case Failure.Permanent permanent -> 1;
        };
        return attempts < bound ? Optional.of(backOff(attempts)) : Optional.empty();
    }

    /** Doubled with each attempt up to the longest; the upper half is left to chance, so that runs do not return at once. */
    private Duration backOff(int attempts) {
        long longest = config.longestBackOff().toMillis();
        long doubled = Math.min(longest, config.backOff().toMillis() << Math.min(attempts - 1, 20));
        return Duration.ofMillis(doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1));
    }
}
