package dev.imprimatur.publisher;

import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the registry client, and refuses to start with a configuration that cannot work. */
@ApplicationScoped
public class Wiring {

    @Produces
    @Singleton
    RegistryClient registryClient() {
        return new RegistryClient(RegistryClientSettings.defaults());
    }

    void check(@Observes StartupEvent start, PublisherConfig config) {
        positive("attempts", config.attempts());
        positive("tag-threads", config.tagThreads());
        positive("back-off", config.backOff().toMillis());
        positive("longest-back-off", config.longestBackOff().toMillis());
        positive("lock-wait", config.lockWait().toSeconds());
    }

    private static void positive(String key, long value) {
        if (value < 1) {
            throw new IllegalStateException(
                    "configuration imprimatur.publisher." + key + " is too small: set at least 1 (of its unit)");
        }
    }
}
