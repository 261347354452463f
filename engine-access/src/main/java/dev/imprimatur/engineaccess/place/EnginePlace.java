package dev.imprimatur.engineaccess.place;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engineaccess.HeldLimits;
import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.places.Place;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** This instance's engine: it has to answer, to be trusted, to hold its limits, and to have room on its disk. */
@ApplicationScoped
public class EnginePlace implements Place {
    @Inject
    Engine engine;

    @Inject
    HeldLimits limits;

    @Inject
    Worker worker;

    @Override
    public String name() {
        return "engine of " + worker.name();
    }

    @Override
    public Optional<String> trouble() {
        try {
            Optional<String> unheld = limits.trouble(engine.version());
            if (unheld.isPresent()) {
                return unheld;
            }
            EngineDisk disk = engine.disk();
            return disk.full()
                    ? Optional.of("less than " + disk.leastFree() + " is free on the engine's disk")
                    : Optional.empty();
        } catch (EngineException e) {
            return Optional.of(e.getMessage());
        }
    }
}
