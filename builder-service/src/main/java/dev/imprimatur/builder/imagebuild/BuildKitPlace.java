package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.builder.WantedBuilder;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.places.Place;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** BuildKit of this instance's engine, where images are built by it alone: it has to hold the limits. */
@ApplicationScoped
class BuildKitPlace implements Place {
    @Inject
    BuilderConfig config;

    @Inject
    Engine engine;

    @Inject
    Worker worker;

    @Override
    public String name() {
        return "BuildKit of " + worker.name();
    }

    @Override
    public Optional<String> trouble() {
        if (config.builder() != WantedBuilder.BUILDKIT) {
            return Optional.empty();
        }
        try {
            return engine.buildKitTrouble();
        } catch (EngineException e) {
            return Optional.of(e.getMessage());
        }
    }
}
