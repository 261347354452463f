package dev.imprimatur.tester.suite;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** The staging registry: images that are tested come from it, and what is said of them goes there. */
@ApplicationScoped
class StagingPlace implements Place {
    @Inject
    TesterConfig config;

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
