package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** The staging registry: no build can end without it. */
@ApplicationScoped
class StagingPlace implements Place {
    @Inject
    BuilderConfig config;

    @Override
    public String name() {
        return registry().name();
    }

    @Override
    public Optional<String> trouble() {
        return registry().trouble();
    }

    private RegistryPlace registry() {
        return new RegistryPlace(Registry.parse(config.staging()));
    }
}
