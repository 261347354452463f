package dev.imprimatur.builder.engine;

import dev.imprimatur.engine.Engine;
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
            return Engine.connect(config.host().orElse(null));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("imprimatur.engine.host: " + e.getMessage(), e);
        }
    }

    void close(@Disposes Engine engine) {
        engine.close();
    }
}
