package dev.imprimatur.tester.engine;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the engine answers. */
@Readiness
@ApplicationScoped
class EngineReadiness implements HealthCheck {
    private static final String NAME = "engine";

    @Inject
    Engine engine;

    @Override
    public HealthCheckResponse call() {
        try {
            return HealthCheckResponse.named(NAME)
                    .up()
                    .withData("version", engine.version().version())
                    .build();
        } catch (EngineException e) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("reason", e.getMessage())
                    .build();
        }
    }
}
