package dev.imprimatur.engineaccess.place;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Registry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The places that the service's work needs. While one that all work needs is sick, this instance takes no work; others do,
 * if theirs are well.
 */
@ApplicationScoped
public class Places {
    @Inject
    PlacesConfig config;

    @Inject
    WorkQueue queue;

    @Inject
    MeterRegistry meters;

    @Inject
    @All
    List<Place> standing;

    private Breakers breakers;
    private List<Place> mirrors;

    /** Right after the queue has started, which has priority 200. */
    void start(@Observes @Priority(201) StartupEvent event) {
        if (!config.checkInterval().isPositive()) {
            throw new IllegalArgumentException("imprimatur.places.check-interval is " + config.checkInterval()
                    + ", expected a duration above zero, such as 5s");
        }
        mirrors = config.mirrors().orElse(List.of()).stream()
                .<Place>map(MirrorPlace::new)
                .toList();
        breakers = new Breakers(standing, config.checkInterval(), new Breakers.Gate() {
            @Override
            public void open() {
                queue.resume();
            }

            @Override
            public void close() {
                queue.pause();
            }
        });
        Gauge.builder("imprimatur.places.sick", breakers, Breakers::count).register(meters);
        breakers.start();
    }

    /** Nothing is taken any more, whatever places say. */
    void stop(@Observes @Priority(40) ShutdownEvent event) {
        breakers.stop();
        queue.pause();
    }

    /** The places that all work needs, and that are sick. */
    public List<Sick> sick() {
        return breakers.sick();
    }

    /**
     * A sick place that work which needs these registries too would need, as it was last seen: the work is not to begin.
     *
     * @param waitedFor the name of the place that has failed it before, or null
     */
    public Optional<Sick> among(Collection<Registry> needed, String waitedFor) {
        return breakers.among(places(needed), waitedFor);
    }

    /**
     * The sick place that is to blame for a failure, if one is: then it says nothing about what was worked on. Asks them.
     *
     * @param needed registries that the work needed beside the places that all work needs
     */
    public Optional<Sick> toBlame(Failure failure, Collection<Registry> needed) {
        return switch (failure.kind()) {
            case ENGINE_UNREACHABLE,
                    ENGINE_UNTRUSTED,
                    REGISTRY_UNREACHABLE,
                    CONNECTION_RESET,
                    NAME_RESOLUTION,
                    TLS,
                    CERTIFICATE_UNTRUSTED,
                    TIMEOUT,
                    RATE_LIMITED,
                    REGISTRY_ERROR,
                    DISK_FULL,
                    OUT_OF_MEMORY,
                    COMMAND_KILLED,
                    UNKNOWN -> breakers.ask(places(needed));
            case NETWORK_IN_BUILD -> breakers.ask(mirrors);
            case BUILD_TIMEOUT,
                    DIGEST_MISMATCH,
                    COMMAND_FAILED,
                    DOCKERFILE_INVALID,
                    CONTEXT_INVALID,
                    COPY_SOURCE_MISSING,
                    BASE_MISSING,
                    UNAUTHORIZED,
                    PLATFORM_MISMATCH,
                    CANCELLED -> Optional.empty();
        };
    }

    /** How long what waits for a place is to wait before it looks again. */
    public Duration pause() {
        return config.checkInterval();
    }

    private static List<Place> places(Collection<Registry> registries) {
        return registries.stream().distinct().<Place>map(RegistryPlace::new).toList();
    }
}
