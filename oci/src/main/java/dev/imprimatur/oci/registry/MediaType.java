package dev.imprimatur.oci.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The media types of what registries hold. */
public final class MediaType {
    /** An image, after the OCI image specification. */
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /** Several images under one name, after the OCI image specification. */
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    /** An image, after Docker's image manifest version 2, schema 2. */
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    /** Several images under one name, after Docker's image manifest version 2, schema 2. */
    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    /** An image's configuration, after the OCI image specification. */
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    /** A layer as a compressed tar, after the OCI image specification. */
    public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    /** A layer compressed with zstd, after the OCI image specification. */
    public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

    /** What stands for a configuration where there is none: the two bytes <code>{}</code>. */
    public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";

    /** Every kind of manifest that can be read here. */
    public static final List<String> MANIFESTS =
            List.of(OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_MANIFEST_LIST);

    private static final Map<String, String> LAYER_IN_OCI = Map.of(
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            OCI_LAYER_GZIP,
            OCI_LAYER_GZIP,
            OCI_LAYER_GZIP,
            OCI_LAYER_ZSTD,
            OCI_LAYER_ZSTD);

    private MediaType() {}

    /** What OCI calls a compressed layer of this media type; empty if it has no name for it. */
    public static Optional<String> ociLayer(String mediaType) {
        return Optional.ofNullable(LAYER_IN_OCI.get(mediaType));
    }
}
