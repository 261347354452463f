package dev.imprimatur.tester;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Refuses to start with a configuration that makes no sense. */
@ApplicationScoped
class TesterConfigCheck {
    @Inject
    TesterConfig config;

    void check(@Observes @Priority(1) StartupEvent event) {
        require(config.attempts() >= 1, "attempts", config.attempts(), "at least 1");
        require(config.silence().isPositive(), "silence", config.silence(), "a duration above zero, such as 5m");
        require(config.backOff().isPositive(), "back-off", config.backOff(), "a duration above zero, such as 2s");
        require(
                config.longestBackOff().compareTo(config.backOff()) >= 0,
                "longest-back-off",
                config.longestBackOff(),
                "at least imprimatur.tester.back-off");
        require(!config.grace().isNegative(), "grace", config.grace(), "a duration such as 5s");
        require(config.logLimit() >= 1024, "log-limit", config.logLimit(), "at least 1024 characters");
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("imprimatur.tester." + key + " is " + value + ", expected " + expected);
        }
    }
}
