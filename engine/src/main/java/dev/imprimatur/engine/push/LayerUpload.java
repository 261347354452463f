package dev.imprimatur.engine.push;

import dev.imprimatur.engine.Output;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Brings one image's layers into its repository, one after the other. */
final class LayerUpload implements ImageArchive.LayerReader {
    private final RegistryClient registries;
    private final Gzip gzip;
    private final Path folder;
    private final RepositoryReference repository;
    private final Output output;
    private final SeenLayers seen;
    /** Layers that are in the repository, by the digest of their uncompressed content. */
    private final Map<Digest, Descriptor> there = new HashMap<>();

    /**
     * Layers that the engine gave compressed, by their paths in the archive: their uncompressed content is not known.
     */
    private final Map<String, Descriptor> compressed = new HashMap<>();

    LayerUpload(RegistryClient registries, Gzip gzip, Path folder, ImageReference tag, Output output, SeenLayers seen) {
        this.registries = registries;
        this.gzip = gzip;
        this.folder = folder;
        this.repository = RepositoryReference.of(tag);
        this.output = output;
        this.seen = seen;
    }

    /** Takes what is known of these layers from where it lies. What cannot be had there is compressed again. */
    void takeKnown(List<Digest> contents, KnownLayers known) {
        for (Digest content : contents) {
            known.find(content).filter(place -> taken(place)).ifPresent(place -> {
                there.put(content, place.blob());
                output.write("layer " + content.abbreviated() + " is the base's\n");
            });
        }
    }

    /** The layer of this content, if the repository is known to have it. */
    Optional<Descriptor> known(Digest content) {
        return Optional.ofNullable(there.get(content));
    }

    private boolean taken(KnownLayers.Place place) {
        for (RepositoryReference from : place.repositories()) {
            try {
                registries.copyBlob(from, repository, place.blob());
                return true;
            } catch (RegistryException e) {
                if (e.temporary() && from.registry().equals(repository.registry())) {
                    throw e;
                }
            }
        }
        return false;
    }

    @Override
    public void read(String path, InputStream layer) throws IOException {
        Digest named = named(path);
        if (there.containsKey(named) || there.containsKey(seen.find(path))) {
            return;
        }
        long begin = System.nanoTime();
        try (PackedLayer packed = PackedLayer.of(layer, gzip, folder)) {
            if (named != null && !named.equals(packed.content())) {
                throw new IOException("the engine's archive has another layer than it says: " + path);
            }
            long packedAt = System.nanoTime();
            seen.keep(path, packed.content());
            Descriptor blob = there.get(packed.content());
            boolean sent = blob == null && registries.putBlob(repository, packed.blob(), packed.file());
            if (blob == null) {
                keep(path, packed);
                tell(packed, begin, packedAt, sent);
            }
        }
    }

    /** The digest that the newer kind of archive calls the layer by, or null. */
    private static Digest named(String path) {
        String hex = path.substring(path.lastIndexOf('/') + 1);
        return path.startsWith("blobs/sha256/") ? new Digest("sha256:" + hex) : null;
    }

    private void keep(String path, PackedLayer packed) {
        if (packed.content().equals(packed.blob().digest())) {
            compressed.put(path, packed.blob());
        } else {
            there.put(packed.content(), packed.blob());
        }
    }

    private void tell(PackedLayer packed, long begin, long packedAt, boolean sent) {
        output.write(String.format(
                Locale.ROOT,
                "layer %s: %.1f MB, compressed to %.1f MB in %.2f s, %s%n",
                packed.content().abbreviated(),
                packed.size() / 1e6,
                packed.blob().size() / 1e6,
                (packedAt - begin) / 1e9,
                sent
                        ? String.format(Locale.ROOT, "sent in %.2f s", (System.nanoTime() - packedAt) / 1e9)
                        : "the registry has it"));
    }

    /**
     * The image's layers in the repository.
     *
     * @throws IOException if one that the image's configuration names did not come
     */
    List<Descriptor> layers(ImageArchive.Parts parts) throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < parts.contents().size(); i++) {
            Digest content = parts.contents().get(i);
            Descriptor layer =
                    there.getOrDefault(content, compressed.get(parts.paths().get(i)));
            if (layer == null) {
                throw new IOException("the engine's archive has no layer " + content);
            }
            layers.add(layer);
        }
        return layers;
    }
}
