package dev.imprimatur.places;

import dev.imprimatur.oci.Registry;
import java.util.Optional;

/**
 * A registry that an image reference names, which does not say whether it speaks TLS: it is well if it answers either way. Asked by
 * TLS alone, one without TLS would seem sick for ever.
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
        Optional<String> trouble = new RegistryPlace(registry).trouble();
        boolean answers = trouble.isEmpty()
                || new RegistryPlace(new Registry(registry.host(), true))
                        .trouble()
                        .isEmpty();
        return answers ? Optional.empty() : trouble;
    }
}
