package dev.imprimatur.tester;

import dev.imprimatur.attempts.ConfigCheck;
import dev.imprimatur.messaging.StartOrder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Refuses to start with a configuration that makes no sense. */
@ApplicationScoped
class TesterConfigCheck {
    private static final ConfigCheck CHECK = new ConfigCheck("imprimatur.tester");

    @Inject
    TesterConfig config;

    void check(@Observes @Priority(StartOrder.SETTINGS) StartupEvent event) {
        CHECK.attempts(config);
    }
}
