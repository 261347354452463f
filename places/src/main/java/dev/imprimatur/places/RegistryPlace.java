package dev.imprimatur.places;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import java.time.Duration;
import java.util.Optional;

/**
 * A registry, asked once and not patiently. One that answers, but refuses the account, is well: what it refuses is told by
 * the work itself.
 */
public final class RegistryPlace implements Place {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final RegistryClient CLIENT = new RegistryClient(new RegistryClientSettings(
            1, SOON, SOON, RegistryClientSettings.defaults().slowestTransfer(), SOON, SOON));

    private final Registry registry;

    /** This registry. */
    public RegistryPlace(Registry registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "registry " + registry.host();
    }

    @Override
    public Optional<String> trouble() {
        try {
            CLIENT.ping(registry);
            return Optional.empty();
        } catch (RegistryException e) {
            return switch (e.kind()) {
                case REGISTRY_UNREACHABLE, NAME_RESOLUTION, TIMEOUT, RATE_LIMITED, REGISTRY_ERROR, TLS ->
                    Optional.of(e.getMessage());
                default -> Optional.empty();
            };
        }
    }
}
