package dev.imprimatur.renderer;

import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the registry client injectable. */
public class RegistryAccess {
    @Produces
    @Singleton
    RegistryClient registryClient() {
        return new RegistryClient(RegistryClientSettings.defaults());
    }
}
