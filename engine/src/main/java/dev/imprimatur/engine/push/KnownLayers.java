package dev.imprimatur.engine.push;

import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Layers that lie compressed in registries already, those of base images above all. Not for several threads. */
public final class KnownLayers {
    private final Map<Digest, Place> places = new LinkedHashMap<>();
    private final List<EngineImage> bases = new ArrayList<>();

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

    /** Learns of a base image whose layers are known. */
    public void addBase(EngineImage base) {
        bases.add(base);
    }

    /** How much of this image its base is, in bytes on the engine; 0 if that is not known. */
    long sizeOfBase(EngineImage image) {
        return bases.stream()
                .filter(base -> base.layers().size() <= image.layers().size()
                        && image.layers().subList(0, base.layers().size()).equals(base.layers()))
                .mapToLong(EngineImage::size)
                .max()
                .orElse(0);
    }

    Optional<Place> find(Digest content) {
        return Optional.ofNullable(places.get(content));
    }
}
