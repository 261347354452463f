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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes the registry client and the place that is watched, and refuses to start with a configuration that cannot work.
 */
@ApplicationScoped
public class Wiring {
    private static final String LOCK_WAIT = "imprimatur.publisher.lock-wait";
    private static final String SOCKET_TIMEOUT = "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout";

    @Produces
    @Singleton
    RegistryClient registryClient() {
        return new RegistryClient(RegistryClientSettings.defaults());
    }

    /** Every publication ends there. */
    @Produces
    @Singleton
    Place production(PublisherConfig config) {
        return new RegistryPlace(config.production());
    }

    /** @param silence after how many seconds a database that does not answer counts as gone; 0 for never */
    void check(
            @Observes StartupEvent start,
            PublisherConfig config,
            RevisionConfig revisions,
            @ConfigProperty(name = SOCKET_TIMEOUT, defaultValue = "0") int silence) {
        positive("imprimatur.publisher.attempts", config.attempts());
        positive("imprimatur.publisher.tag-threads", config.tagThreads());
        positive("imprimatur.publisher.back-off", config.backOff().toMillis());
        positive(
                "imprimatur.publisher.longest-back-off", config.longestBackOff().toMillis());
        positive(LOCK_WAIT, config.lockWait().toSeconds());
        shorter(config.lockWait(), silence);
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

    /** While it waits for a lock the database does not answer either. */
    private static void shorter(Duration lockWait, int silence) {
        if (silence > 0 && lockWait.toSeconds() >= silence) {
            throw new IllegalStateException("configuration " + LOCK_WAIT + " is " + lockWait
                    + ", too long: set less than the " + silence
                    + " s after which a database that does not answer counts as gone (" + SOCKET_TIMEOUT + ")");
        }
    }

    private static void positive(String key, long value) {
        if (value < 1) {
            throw new IllegalStateException(
                    "configuration " + key + " is " + value + ", too small: set at least 1 (of its unit)");
        }
    }
}
