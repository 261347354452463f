package dev.imprimatur.places;

import dev.imprimatur.oci.RepositoryReference;
import java.util.Optional;

/**
 * What a registry takes into a repository. It may answer and have no room, or lose the uploads that it began. Asked by
 * the upload of a few bytes: the empty configuration of artifacts, which most repositories have. One repository may
 * have trouble of its own; if several have, it is the registry's.
 */
public final class UploadPlace implements Place {
    private final RepositoryReference repository;

    /** This repository. */
    public UploadPlace(RepositoryReference repository) {
        this.repository = repository;
    }

    @Override
    public String name() {
        return "uploads to " + repository;
    }

    @Override
    public String whole() {
        return "uploads to registry " + repository.registry().host();
    }

    @Override
    public Optional<String> trouble() {
        return Probe.trouble(client -> client.upload(repository));
    }
}
