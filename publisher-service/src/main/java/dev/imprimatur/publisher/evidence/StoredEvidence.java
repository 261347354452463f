package dev.imprimatur.publisher.evidence;

import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.Referrer;
import java.util.List;
import java.util.Map;

/**
 * Evidence that lies beside its image, and is attached once it is listed.
 *
 * @param name whose it is, for messages
 * @param image what it is about
 * @param artifacts all of it
 * @param unlisted by repository, what its registry does not list by itself
 */
public record StoredEvidence(
        String name, Manifest image, List<Artifact> artifacts, Map<RepositoryReference, List<Referrer>> unlisted) {

    /** None at all. */
    public static StoredEvidence none(Manifest image) {
        return new StoredEvidence("", image, List.of(), Map.of());
    }
}
