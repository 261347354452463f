package dev.imprimatur.tester.content;

import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the service its client of registries, and the files of large tests, which come from staging. */
@Singleton
class RegistryAccess {

    @Produces
    @Singleton
    RegistryClient client() {
        return new RegistryClient(RegistryClientSettings.defaults());
    }

    @Produces
    @Singleton
    ContextCache contexts(RegistryClient registries, TesterConfig config) {
        return new ContextCache(
                registries, config.staging(), config.contextCache().asLongValue());
    }

    void close(@Disposes ContextCache contexts) {
        contexts.close();
    }
}
