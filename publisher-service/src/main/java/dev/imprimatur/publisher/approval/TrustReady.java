package dev.imprimatur.publisher.approval;

import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.messaging.time.SharedClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once there is a key to trust: without one every verdict would be refused. */
@Readiness
@ApplicationScoped
class TrustReady implements HealthCheck {
    @Inject
    TrustConfig config;

    @Override
    public HealthCheckResponse call() {
        try {
            int keys = new TrustedKeys(config.keys(), SharedClock.UTC).all().size();
            return HealthCheckResponse.named("trust")
                    .status(keys > 0)
                    .withData("keys", keys)
                    .withData("from", config.keys().toString())
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            return HealthCheckResponse.named("trust")
                    .down()
                    .withData("reason", e.getMessage())
                    .build();
        }
    }
}
