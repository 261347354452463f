package dev.imprimatur.engineaccess.place;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Optional;

/** Says whether a place, and not what was worked on, is to blame for what an engine did not do. */
@ApplicationScoped
public class Blame {
    @Inject
    Places places;

    /**
     * The sick place that is to blame for a failure, if one is: then it says nothing about what was worked on. Asks
     * them.
     *
     * @param needed what the work needed beside the places that all work needs
     */
    public Optional<Sick> on(Failure failure, Collection<? extends Place> needed) {
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
                    UNKNOWN -> places.ask(needed);
            case NETWORK_IN_BUILD -> places.askMirrors();
            case BUILD_TIMEOUT,
                    SILENT,
                    DIGEST_MISMATCH,
                    COMMAND_FAILED,
                    TOO_MANY_PROCESSES,
                    OUTPUT_TOO_LARGE,
                    LAYER_TOO_LARGE,
                    LAYER_REMOVED,
                    DOCKERFILE_INVALID,
                    CONTEXT_INVALID,
                    COPY_SOURCE_MISSING,
                    BASE_MISSING,
                    UNAUTHORIZED,
                    PLATFORM_MISMATCH,
                    CANCELLED -> Optional.empty();
        };
    }
}
