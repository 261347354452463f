package dev.imprimatur.publisher.evidence;

import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import java.util.Collection;
import java.util.List;

/**
 * Evidence whose contents lie in the repositories of its image; nothing refers to them until it is attached.
 *
 * @param name whose it is, for messages
 * @param image what it is about
 * @param artifacts all of it
 * @param repositories where it is to be attached
 */
public record StoredEvidence(
        String name, Manifest image, List<Artifact> artifacts, Collection<RepositoryReference> repositories) {

    /** None at all. */
    public static StoredEvidence none(Manifest image) {
        return new StoredEvidence("", image, List.of(), List.of());
    }
}
