package dev.imprimatur.builder;

import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.oci.Registry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Files;

/** Refuses to start with a configuration that makes no sense. */
@ApplicationScoped
class BuilderConfigCheck {
    @Inject
    BuilderConfig config;

    void check(@Observes @Priority(1) StartupEvent event) {
        require(config.attempts() >= 1, "attempts", config.attempts(), "at least 1");
        require(config.buildTimeout().isPositive(), "build-timeout", config.buildTimeout(), "a duration such as 20m");
        require(config.silence().isPositive(), "silence", config.silence(), "a duration above zero, such as 5m");
        require(config.backOff().isPositive(), "back-off", config.backOff(), "a duration above zero, such as 2s");
        require(
                config.longestBackOff().compareTo(config.backOff()) >= 0,
                "longest-back-off",
                config.longestBackOff(),
                "at least imprimatur.builder.back-off");
        require(!config.grace().isNegative(), "grace", config.grace(), "a duration such as 5s");
        require(config.logLimit() >= 1024, "log-limit", config.logLimit(), "at least 1024 characters");
        require(config.keep().isPositive(), "keep", config.keep(), "a duration above zero, such as 24h");
        require(
                !config.stagingRetention().isNegative(),
                "staging-retention",
                config.stagingRetention(),
                "a duration such as 7d");
        config.diskBudget().ifPresent(budget -> require(isSize(budget), "disk-budget", budget, "a size such as 20g"));
        config.clientConfiguration()
                .ifPresent(folder -> require(
                        Files.isDirectory(folder), "client-configuration", folder, "a folder that can be read"));
        try {
            Registry.parse(config.staging());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("imprimatur.builder.staging: " + e.getMessage(), e);
        }
    }

    private static boolean isSize(String text) {
        try {
            return ByteSize.parse(text).bytes() >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("imprimatur.builder." + key + " is " + value + ", expected " + expected);
        }
    }
}
