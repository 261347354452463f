package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Staging: a place that is watched, and where files of large tests come from. */
@Singleton
class StagingAccess {

    /** Images that are tested come from it, and what is said of them goes there. */
    @Produces
    @Singleton
    Place staging(TesterConfig config) {
        return new RegistryPlace(Registry.parse(config.staging()));
    }

    @Produces
    @Singleton
    ContextCache contexts(TesterConfig config) {
        return ContextCache.ofUser(
                Registry.parse(config.staging()), config.contextCache().asLongValue());
    }

    void close(@Disposes ContextCache contexts) {
        contexts.close();
    }
}
