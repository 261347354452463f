package dev.imprimatur.builder.stage;

import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the service its client of registries. */
@Singleton
class RegistryAccess {

    @Produces
    @Singleton
    RegistryClient client() {
        return new RegistryClient(RegistryClientSettings.defaults());
    }
}
