package dev.imprimatur.publisher.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** The signed lists of packages beside images. */
@ApplicationScoped
public class PackageLists {
    private static final String TYPE = "https://cyclonedx.org/bom";

    @Inject
    RegistryClient registries;

    @Inject
    StagedEvidence evidence;

    /**
     * What is installed in the image that the verdict approved, as CycloneDX; empty if the verdict names no list.
     *
     * @param repository where the image lies, and its evidence beside it
     * @throws AttestationException if the list is not to be believed
     */
    public Optional<JsonNode> of(TestCompleted tested, RepositoryReference repository) {
        return tested.evidence().stream()
                .filter(each -> each.predicateType().equals(TYPE))
                .findFirst()
                .map(each -> evidence.statement(
                                each,
                                registries.manifest(
                                        repository.at(tested.staged().digest())),
                                repository)
                        .predicate());
    }
}
