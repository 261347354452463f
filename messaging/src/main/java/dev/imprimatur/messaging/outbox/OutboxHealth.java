package dev.imprimatur.messaging.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says in the service's health how many events Kafka refused permanently, and which topics it refuses at present. The
 * service is ready nevertheless: what it does for other topics goes on.
 */
@Readiness
@ApplicationScoped
class OutboxHealth implements HealthCheck {
    @Inject
    RefusedEvents refused;

    @Inject
    HeldTopics topics;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("outbox").up().withData("refused", refused.count());
        topics.held().forEach((topic, why) -> response.withData("waits: " + topic, why));
        return response.build();
    }
}
