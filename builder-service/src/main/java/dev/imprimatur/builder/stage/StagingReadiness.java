package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the staging registry answers, asked once: a probe has no time to be patient. */
@Readiness
@ApplicationScoped
class StagingReadiness implements HealthCheck {
    private static final String NAME = "staging registry";
    private static final Duration SOON = Duration.ofSeconds(3);

    private final RegistryClient registries = new RegistryClient(new RegistryClientSettings(
            1, SOON, SOON, RegistryClientSettings.defaults().slowestTransfer(), SOON, SOON));

    @Inject
    BuilderConfig config;

    @Override
    public HealthCheckResponse call() {
        try {
            registries.ping(config.staging());
            return HealthCheckResponse.named(NAME)
                    .up()
                    .withData("registry", config.staging().toString())
                    .build();
        } catch (RegistryException e) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("reason", e.getMessage())
                    .build();
        }
    }
}
