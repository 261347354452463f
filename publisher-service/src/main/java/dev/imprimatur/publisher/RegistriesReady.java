package dev.imprimatur.publisher;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once both registries answer. */
@Readiness
@ApplicationScoped
class RegistriesReady implements HealthCheck {
    private final RegistryClient impatient = new RegistryClient(new RegistryClientSettings(
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            1_000_000,
            Duration.ofMillis(100),
            Duration.ofMillis(100)));

    @Inject
    PublisherConfig config;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("registries");
        boolean staging = answers("staging", config.staging(), response);
        boolean production = answers("production", config.production(), response);
        return response.status(staging && production).build();
    }

    private boolean answers(String role, Registry registry, HealthCheckResponseBuilder response) {
        try {
            impatient.ping(registry);
            response.withData(role, registry.host());
            return true;
        } catch (RegistryException e) {
            response.withData(role, e.getMessage());
            return false;
        }
    }
}
