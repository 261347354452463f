package dev.imprimatur.builder;

import dev.imprimatur.attempts.ConfigCheck;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.messaging.StartOrder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Files;

/** Refuses to start with a configuration that makes no sense. */
@ApplicationScoped
class BuilderConfigCheck {
    private static final ConfigCheck CHECK = new ConfigCheck("imprimatur.builder");

    @Inject
    BuilderConfig config;

    void check(@Observes @Priority(StartOrder.SETTINGS) StartupEvent event) {
        CHECK.attempts(config);
        CHECK.require(
                config.buildTimeout().isPositive(), "build-timeout", config.buildTimeout(), "a duration such as 20m");
        CHECK.require(config.keep().isPositive(), "keep", config.keep(), "a duration above zero, such as 24h");
        CHECK.require(
                !config.stagingRetention().isNegative(),
                "staging-retention",
                config.stagingRetention(),
                "a duration such as 7d");
        config.diskBudget()
                .ifPresent(budget -> CHECK.require(isSize(budget), "disk-budget", budget, "a size such as 20g"));
        config.clientConfiguration()
                .ifPresent(folder -> CHECK.require(
                        Files.isDirectory(folder), "client-configuration", folder, "a folder that can be read"));
    }

    private static boolean isSize(String text) {
        try {
            return ByteSize.parse(text).bytes() >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
