package dev.imprimatur.places;

import dev.imprimatur.oci.Registry;
import java.util.Optional;

/**
 * A registry that an image reference names, which does not say whether it speaks TLS. It is asked by TLS, and one that
 * answers without it is well: it would seem sick for ever. Nothing is sent to it without TLS, since a login could be.
 */
public final class ReferencedRegistryPlace implements Place {
    private final Registry registry;

    /** This registry. */
    public ReferencedRegistryPlace(Registry registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return new RegistryPlace(registry).name();
    }

    @Override
    public Optional<String> trouble() {
        return Probe.trouble(client -> client.ping(registry), Probe::speaksNoTls);
    }
}
