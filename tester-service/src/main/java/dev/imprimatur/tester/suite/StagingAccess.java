package dev.imprimatur.tester.suite;

import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Staging as a place that is watched. */
@Singleton
class StagingAccess {

    /** Images that are tested come from it, and what is said of them goes there. */
    @Produces
    @Singleton
    Place staging(TesterConfig config) {
        return new RegistryPlace(config.staging());
    }
}
