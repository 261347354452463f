package dev.imprimatur.messaging.proof;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Ready once there is a public key of everyone whose events this service believes, and while it can read the key that
 * it signs with. It starts without those of others, since services that start together make their keys then, and each
 * waits for the others'.
 */
@Readiness
@ApplicationScoped
class KeysReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(KeysReadiness.class);

    @Inject
    @All
    List<Believer> believers;

    @Inject
    @All
    List<Signer> signers;

    private List<String> told = List.of();

    @Override
    public HealthCheckResponse call() {
        List<NeededKeys> needed = believers.stream()
                .flatMap(believer -> believer.needed().stream())
                .toList();
        List<String> lacking = Stream.concat(
                        needed.stream().map(NeededKeys::lacking),
                        signers.stream().map(Signer::lacking))
                .flatMap(Optional::stream)
                .toList();
        tell(lacking);
        HealthCheckResponseBuilder response = HealthCheckResponse.named("keys").status(lacking.isEmpty());
        needed.forEach(keys -> response.withData(keys.setting(), keys.count()));
        if (!lacking.isEmpty()) {
            response.withData("reason", String.join("; ", lacking));
        }
        return response.build();
    }

    /** Once for each change, since probes come every few seconds. */
    private synchronized void tell(List<String> lacking) {
        if (!lacking.equals(told)) {
            lacking.forEach(each -> LOG.warnf("not ready: %s", each));
            told = lacking;
        }
    }
}
