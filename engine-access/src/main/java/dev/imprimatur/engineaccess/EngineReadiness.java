package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether the engine answers, holds its limits, and has room on its disk. */
@Readiness
@ApplicationScoped
class EngineReadiness implements HealthCheck {
    private static final String REASON = "reason";

    @Inject
    Engine engine;

    @Inject
    HeldLimits limits;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("engine");
        engine.certificates().ifPresent(certificates -> {
            health.withData("client-certificate-until", certificates.client().toString());
            certificates.engine().ifPresent(until -> health.withData("engine-certificate-until", until.toString()));
        });
        try {
            EngineVersion version = engine.version();
            health.withData("version", version.version());
            Optional<String> unheld = limits.trouble(version);
            EngineDisk disk = engine.disk();
            tell(disk, health);
            unheld.ifPresent(why -> health.withData(REASON, why));
            return health.status(!disk.full() && unheld.isEmpty()).build();
        } catch (EngineException e) {
            return health.down().withData(REASON, e.getMessage()).build();
        }
    }

    private static void tell(EngineDisk disk, HealthCheckResponseBuilder health) {
        disk.images().ifPresent(bytes -> health.withData("images", new ByteSize(bytes).toString()));
        disk.free().ifPresent(free -> {
            long percent = Math.round(100.0 * free / disk.size().orElse(free));
            health.withData("free", new ByteSize(free) + ", " + percent + " %");
        });
        if (disk.full()) {
            health.withData(
                    REASON,
                    "less than " + disk.leastFree() + " is free on the engine's disk; make room there, or lower"
                            + " imprimatur.engine.least-free");
        }
    }
}
