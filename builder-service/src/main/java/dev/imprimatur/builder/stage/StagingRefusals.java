package dev.imprimatur.builder.stage;

import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Where staging refused to delete when it was last asked: registries that delete nothing, and repositories in which
 * this builder's account may not. Each builder finds out for itself.
 */
@ApplicationScoped
class StagingRefusals {
    private static final Logger LOG = Logger.getLogger(StagingRefusals.class);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final int NOT_ALLOWED = 405;
    private static final int BAD_REQUEST = 400;

    private final Map<Registry, Instant> switchedOff = new ConcurrentHashMap<>();
    private final Set<RepositoryReference> forbidden = ConcurrentHashMap.newKeySet();
    private final Map<Registry, Instant> told = new ConcurrentHashMap<>();

    @Inject
    MeterRegistry meters;

    private Gauge gauge;

    void start(@Observes StartupEvent event) {
        gauge = Gauge.builder("imprimatur.staging.refusals", () -> switchedOff.size() + forbidden.size())
                .register(meters);
    }

    /** The meters outlive an application that is started again in one process. */
    void stop(@Observes ShutdownEvent event) {
        meters.remove(gauge);
    }

    /** A round from which registries that delete nothing are left out for a day. */
    ClearingRound round() {
        Instant aDayAgo = SharedClock.now().minus(A_DAY);
        Stream.of(switchedOff, told).forEach(each -> each.values().removeIf(at -> at.isBefore(aDayAgo)));
        return new ClearingRound(switchedOff.keySet(), forbidden);
    }

    /** Registries and repositories, as references begin. */
    List<String> places() {
        return Stream.concat(switchedOff.keySet().stream(), forbidden.stream())
                .map(Object::toString)
                .toList();
    }

    /** This builder's account may delete there, or nothing is left there to delete. */
    void forget(Set<RepositoryReference> repositories) {
        forbidden.removeAll(repositories);
    }

    /**
     * Notes a refusal, after which a round leaves alone what would be refused as well; of each registry the log says it
     * once a day.
     *
     * @return whether it is one
     */
    boolean note(ClearingRound round, ImageReference lying, RegistryException e) {
        if (isSwitchedOff(e)) {
            round.leave(lying.registry());
            switchedOff.put(lying.registry(), SharedClock.now());
            tell(
                    lying.registry(),
                    "staging deletes nothing, so it only grows: %s; allow it to delete"
                            + " (REGISTRY_STORAGE_DELETE_ENABLED=true), or clear it by other means",
                    e);
            return true;
        }
        if (e.kind() == Kind.UNAUTHORIZED) {
            round.refused(RepositoryReference.of(lying));
            forbidden.add(RepositoryReference.of(lying));
            tell(
                    lying.registry(),
                    "the builder's account may not clear staging, so it only grows: %s; give it an account that may"
                            + " read and delete there, or clear it by other means",
                    e);
            return true;
        }
        return false;
    }

    /** By the OCI distribution specification a registry that deletes nothing answers one or the other. */
    private static boolean isSwitchedOff(RegistryException e) {
        return e.status() == NOT_ALLOWED || e.status() == BAD_REQUEST && e.kind() == Kind.REFUSED;
    }

    private void tell(Registry registry, String what, RegistryException e) {
        Logger.Level level =
                told.putIfAbsent(registry, SharedClock.now()) == null ? Logger.Level.WARN : Logger.Level.DEBUG;
        LOG.logf(level, what, e.getMessage());
    }
}
