package dev.imprimatur.places;

import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks registries, once and not patiently. */
final class Probe {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final RegistryClient CLIENT = new RegistryClient(new RegistryClientSettings(
            1, SOON, SOON, RegistryClientSettings.defaults().slowestTransfer(), SOON, SOON));

    private Probe() {}

    /** What is wrong with a registry that is asked this, if anything is. What it refuses is reported by the work itself. */
    static Optional<String> trouble(Consumer<RegistryClient> question) {
        try {
            question.accept(CLIENT);
            return Optional.empty();
        } catch (RegistryException e) {
            return isTrouble(e.kind()) ? Optional.of(e.getMessage()) : Optional.empty();
        }
    }

    /** Whether such a failure can be the registry's trouble, and no refusal of what it was asked. */
    static boolean isTrouble(RegistryException.Kind kind) {
        return switch (kind) {
            case REGISTRY_UNREACHABLE,
                    NAME_RESOLUTION,
                    TIMEOUT,
                    RATE_LIMITED,
                    REGISTRY_ERROR,
                    UPLOAD_INTERRUPTED,
                    TLS -> true;
            case CREDENTIAL_HELPER,
                    INTERRUPTED,
                    UNAUTHORIZED,
                    NOT_FOUND,
                    REFUSED,
                    CONTENT_MISSING,
                    DIGEST_MISMATCH,
                    UNEXPECTED_ANSWER -> false;
        };
    }
}
