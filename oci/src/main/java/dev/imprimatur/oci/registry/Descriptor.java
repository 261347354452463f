package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;

/**
 * Names content, as the OCI image specification's descriptor does.
 *
 * @param digest of the content
 * @param mediaType what the content is
 * @param size the content's length in bytes
 */
public record Descriptor(Digest digest, String mediaType, long size) {

    /** @throws IllegalArgumentException if digest or media type are missing, or the size is negative */
    public Descriptor {
        if (digest == null || mediaType == null || size < 0) {
            throw new IllegalArgumentException("a descriptor needs digest, mediaType and a size of at least 0");
        }
    }
}
