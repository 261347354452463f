package dev.imprimatur.engineaccess.attempt;

import dev.imprimatur.attempts.AttemptConfig;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Patience;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** How patient this service is. */
@ApplicationScoped
public class RetryRule {
    @Inject
    AttemptConfig config;

    /**
     * How long to wait before the next attempt, or nothing if there is none.
     *
     * @param failure why the last attempt failed
     * @param attempts how many were made
     * @param asked how long a registry asked to wait at least
     */
    public Optional<Duration> after(Failure failure, int attempts, Duration asked) {
        return new Patience(config.attempts(), config.backOff(), config.longestBackOff())
                .after(failure, attempts, asked);
    }
}
