package dev.imprimatur.publisher;

import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** The production registry: whatever the publisher does ends there. */
@ApplicationScoped
class ProductionPlace implements Place {
    @Inject
    PublisherConfig config;

    @Override
    public String name() {
        return registry().name();
    }

    @Override
    public Optional<String> trouble() {
        return registry().trouble();
    }

    private RegistryPlace registry() {
        return new RegistryPlace(config.production());
    }
}
