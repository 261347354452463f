package dev.imprimatur.builder.stage;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.push.KnownLayers;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds the blobs of base images in registries, so that what is built on them names the same ones, which everyone has
 * already.
 */
@ApplicationScoped
public class BaseLayers {
    private static final Logger LOG = Logger.getLogger(BaseLayers.class);

    private final Engine engine;
    private final RegistryClient registries;

    /** For the images of this engine, in these registries. */
    @Inject
    public BaseLayers(Engine engine, RegistryClient registries) {
        this.engine = engine;
        this.registries = registries;
    }

    /** The layers of these bases. A base of ours lay in staging before it was published, and mostly still does. */
    public KnownLayers of(List<ImageReference> bases, Registry staging) {
        KnownLayers known = new KnownLayers();
        for (ImageReference base : bases) {
            try {
                engine.image(base.toString()).ifPresent(image -> add(base, image, staging, known));
            } catch (EngineException | RegistryException | IllegalArgumentException e) {
                LOG.debugf("layers of %s are compressed again: %s", base, e.getMessage());
            }
        }
        return known;
    }

    /**
     * The engine lists contents, and the registry blobs, in the same order.
     *
     * @throws IllegalArgumentException if the manifest describes a layer in a way that is not read
     */
    private void add(ImageReference base, EngineImage image, Registry staging, KnownLayers known) {
        Manifest manifest = registries.manifest(staging.speaking(base));
        List<Descriptor> blobs = manifest.layers();
        List<Digest> contents = image.layers();
        if (blobs.size() != contents.size()) {
            return;
        }
        known.addBase(image);
        List<RepositoryReference> places =
                List.of(new RepositoryReference(staging, base.repository()), RepositoryReference.of(base));
        for (int i = 0; i < blobs.size(); i++) {
            Digest content = contents.get(i);
            inOci(blobs.get(i)).ifPresent(blob -> known.add(content, blob, places));
        }
    }

    private static Optional<Descriptor> inOci(Descriptor blob) {
        return MediaType.ociLayer(blob.mediaType())
                .map(mediaType -> new Descriptor(blob.digest(), mediaType, blob.size()));
    }
}
