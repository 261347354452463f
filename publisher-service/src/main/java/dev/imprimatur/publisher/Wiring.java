package dev.imprimatur.publisher;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the registry client and the place that is watched, and refuses to start with a configuration that cannot work.
 */
@ApplicationScoped
public class Wiring {

    @Produces
    @Singleton
    RegistryClient registryClient() {
        return new RegistryClient(RegistryClientSettings.defaults());
    }

    /** Whatever the publisher does ends there. */
    @Produces
    @Singleton
    Place production(PublisherConfig config) {
        return new RegistryPlace(config.production());
    }

    void check(@Observes StartupEvent start, PublisherConfig config, RevisionConfig revisions) {
        positive("imprimatur.publisher.attempts", config.attempts());
        positive("imprimatur.publisher.tag-threads", config.tagThreads());
        positive("imprimatur.publisher.back-off", config.backOff().toMillis());
        positive(
                "imprimatur.publisher.longest-back-off", config.longestBackOff().toMillis());
        positive("imprimatur.publisher.lock-wait", config.lockWait().toSeconds());
        positive("imprimatur.publisher.mirror-wait", config.mirrorWait().toMillis());
        revisions.keep().ifPresent(keep -> positive("imprimatur.revisions.keep", keep));
        distinct(config);
    }

    private static void distinct(PublisherConfig config) {
        Set<Registry> known = new HashSet<>(List.of(config.production(), config.staging()));
        for (Registry mirror : config.mirrors().orElse(List.of())) {
            if (!known.add(mirror)) {
                throw new IllegalStateException("configuration imprimatur.publisher.mirrors names " + mirror
                        + ", which is production, staging or another mirror already: name each registry once");
            }
        }
    }

    private static void positive(String key, long value) {
        if (value < 1) {
            throw new IllegalStateException(
                    "configuration " + key + " is " + value + ", too small: set at least 1 (of its unit)");
        }
    }
}
