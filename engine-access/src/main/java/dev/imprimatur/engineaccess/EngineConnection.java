package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.messaging.StartOrder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the service its one connection to the engine. */
@Singleton
class EngineConnection {

    @Produces
    @Singleton
    Engine open(EngineConfig config) {
        try {
            return DockerEngines.connect(config);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("imprimatur.engine." + e.getMessage(), e);
        }
    }

    /** Settings that make no sense end the service at its start, not its first work. */
    void check(@Observes @Priority(StartOrder.SETTINGS) StartupEvent event, Engine engine) {}

    void close(@Disposes Engine engine) {
        engine.close();
    }
}
