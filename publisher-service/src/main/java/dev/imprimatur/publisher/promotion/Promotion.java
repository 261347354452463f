package dev.imprimatur.publisher.promotion;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Promotes images from registry to registry, by digest and without a tag. */
@ApplicationScoped
public class Promotion {
    private final RegistryClient registries;

    /** With this client of registries. */
    public Promotion(RegistryClient registries) {
        this.registries = registries;
    }

    /**
     * Brings the image with all that it names into these repositories; what is there already is left alone.
     *
     * @return the image's manifest, or its index
     * @throws RegistryException if a registry does not do its part
     */
    public Manifest bring(ImageReference image, List<RepositoryReference> repositories) {
        Manifest manifest = registries.manifest(image);
        RepositoryReference source = RepositoryReference.of(image);
        for (RepositoryReference target : repositories) {
            copy(manifest, source, target);
            // From here on the blobs are in production, where a further repository can mount them.
            source = target;
        }
        return manifest;
    }

    private static Manifest named(Descriptor name, Manifest found, Manifest index) {
        if (!found.mediaType().equals(name.mediaType())) {
            throw PublishException.refused(
                    FailureKinds.UNEXPECTED_ANSWER,
                    "index " + index.digest() + " names " + name.digest() + " as " + name.mediaType()
                            + ", and it came as " + found.mediaType()
                            + "; do not trust who built it before that is explained");
        }
        return found;
    }

    private void copy(Manifest manifest, RepositoryReference from, RepositoryReference to) {
        if (from.equals(to)) {
            return;
        }
        // Also where it is there already: what it names may have been collected since.
        boolean there = registries.head(to.at(manifest.digest())).isPresent();
        for (Descriptor each : manifest.manifests()) {
            copy(named(each, registries.manifest(from.at(each.digest())), manifest), from, to);
        }
        for (Descriptor blob : manifest.blobs()) {
            registries.copyBlob(from, to, blob);
        }
        if (!there) {
            store(to.at(manifest.digest()), manifest);
        }
    }

    /**
     * A registry whose disk was full can say that it took a manifest and have nothing of it: no tag is to name that.
     */
    private void store(ImageReference image, Manifest manifest) {
        registries.putManifest(image, manifest);
        if (registries.head(image).isEmpty()) {
            throw PublishException.retryable(
                    FailureKinds.READ_BACK_DIFFERS,
                    image + " was stored and is not there; see the log of " + image.registry());
        }
    }
}
