package dev.imprimatur.messaging.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says in the service's health how many events Kafka refused for good. The service is ready nevertheless. */
@Readiness
@ApplicationScoped
class OutboxHealth implements HealthCheck {
    @Inject
    RefusedEvents refused;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("outbox")
                .up()
                .withData("refused", refused.count())
                .build();
    }
}
