package dev.imprimatur.builder.imagebuild;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether BuildKit can build, where images are built by it alone. */
@Readiness
@ApplicationScoped
class BuildKitReadiness implements HealthCheck {
    @Inject
    BuildKitPlace place;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("buildkit");
        Optional<String> trouble = place.trouble();
        trouble.ifPresent(why -> health.withData("reason", why));
        return health.status(trouble.isEmpty()).build();
    }
}
