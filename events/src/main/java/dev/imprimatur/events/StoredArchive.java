package dev.imprimatur.events;

import dev.imprimatur.oci.ImageReference;

/**
 * Where an archive lies that is too large for an event, by itself or together with the others of its image.
 *
 * @param reference the artifact that holds the tar as its one layer, by digest; null only until it is stored
 * @param size of the tar in bytes
 */
public record StoredArchive(ImageReference reference, long size) {

    /** @throws IllegalArgumentException if the reference has no digest, or there are no bytes */
    public StoredArchive {
        if (reference != null && reference.digest() == null) {
            throw new IllegalArgumentException("a stored archive is named by digest, not " + reference);
        }
        if (size <= 0) {
            throw new IllegalArgumentException("a stored archive has bytes, this one has the size " + size);
        }
    }
}
