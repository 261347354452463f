package dev.imprimatur.engine.push;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the engine send an image's parts. The manifest that it leaves there is only a list of them: the image gets one of
 * the same kind as any other, on the same layers of its bases.
 */
final class EnginePush {
    private final Engine engine;
    private final RegistryClient registries;

    EnginePush(Engine engine, RegistryClient registries) {
        this.engine = engine;
        this.registries = registries;
    }

    /** What the engine sent: the manifest that it left in the registry. */
    Manifest send(EngineImage image, ImageReference tag, Output output, Cancellation cancellation) {
        engine.tag(image.id().value(), tag);
        Digest sent = engine.push(tag, output, cancellation);
        Manifest manifest = registries.manifest(RepositoryReference.of(tag).at(sent));
        boolean same = sent.equals(image.id()) || config(manifest).digest().equals(image.id());
        if (!same || manifest.layers().size() != image.layers().size()) {
            throw new EngineException(new Failure.Unknown(
                    Kind.DIGEST_MISMATCH,
                    "the engine sent " + sent + " as " + tag + ", but that is not the image " + image.id()
                            + "; find out who else tags images on that engine",
                    null));
        }
        return manifest;
    }

    /**
     * The image's own manifest.
     *
     * @param sent what the engine left
     * @param upload knows which layers are its bases'
     */
    static Manifest manifest(EngineImage image, Manifest sent, LayerUpload upload) {
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            Descriptor blob = sent.layers().get(i);
            layers.add(upload.known(image.layers().get(i)).orElseGet(() -> inOci(blob)));
        }
        Descriptor config = config(sent);
        return Manifest.ofImage(new Descriptor(config.digest(), MediaType.OCI_CONFIG, config.size()), layers);
    }

    private static Descriptor config(Manifest manifest) {
        return manifest.blobs().getFirst();
    }

    private static Descriptor inOci(Descriptor blob) {
        return new Descriptor(
                blob.digest(), MediaType.ociLayer(blob.mediaType()).orElse(blob.mediaType()), blob.size());
    }

    /** Removes what the engine left, where the registry allows it: it would keep blobs from the garbage collection. */
    void forget(Manifest sent, ImageReference tag) {
        try {
            registries.deleteManifest(RepositoryReference.of(tag).at(sent.digest()));
        } catch (RegistryException e) {
            // A manifest that is not on record stays; the image is staged all the same, since its tag moves.
        }
    }
}
