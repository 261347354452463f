package dev.imprimatur.engine.push;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Layers that lie compressed in registries already, those of base images above all. Not for several threads.
 */
public final class KnownLayers {
    private final Map<Digest, Place> places = new LinkedHashMap<>();

    /**
     * Where a layer lies.
     *
     * @param blob its compressed form
     * @param repositories where it may be taken from, the nearest first
     */
    record Place(Descriptor blob, List<RepositoryReference> repositories) {}

    /**
     * Learns where this layer lies; the first one to say so counts.
     *
     * @param content the digest of its uncompressed content
     * @param blob its compressed form, with OCI's media type
     * @param repositories where it may be taken from, the nearest first; it need not lie in all of them
     */
    public void add(Digest content, Descriptor blob, List<RepositoryReference> repositories) {
        places.putIfAbsent(content, new Place(blob, List.copyOf(repositories)));
    }

    Optional<Place> find(Digest content) {
        return Optional.ofNullable(places.get(content));
    }
}
