package dev.imprimatur.places;

import dev.imprimatur.oci.Registry;
import java.util.Optional;

/**
 * A registry that has to answer. One that does, but refuses the account, is well: what it refuses is reported by the
 * work.
 */
public final class RegistryPlace implements Place {
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
        return Probe.trouble(client -> client.ping(registry));
    }
}
