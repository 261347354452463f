package dev.imprimatur.system.fault;

import java.time.Instant;

/**
 * Is shown each manifest that a registry took or removed. Those of one reference are shown in the order in which that
 * was.
 */
@FunctionalInterface
public interface ManifestWitness {
    /** Sees nothing. */
    ManifestWitness NONE = (at, request, manifest) -> {};

    /**
     * The registry did what it was asked for.
     *
     * @param at when its answer came
     * @param request which manifest of which repository, and what was done with it
     * @param manifest what was put; empty if it was removed
     */
    void saw(Instant at, ManifestRequest request, byte[] manifest);

    /** The registry was asked, and went away before it said anything: it may have done it, or not. */
    default void missed(Instant at, ManifestRequest request, byte[] manifest) {}
}
