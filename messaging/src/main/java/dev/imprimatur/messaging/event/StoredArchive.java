package dev.imprimatur.messaging.event;

import dev.imprimatur.oci.ImageReference;

/**
 * Where an archive lies that is too large for an event.
 *
 * @param reference the artifact that holds the tar as its one layer, by digest; null only while nobody stored it yet
 * @param size of the tar in bytes
 */
public record StoredArchive(ImageReference reference, long size) {

    /** @throws IllegalArgumentException if the reference has no digest, or an event could carry the archive */
    public StoredArchive {
        if (reference != null && reference.digest() == null) {
            throw new IllegalArgumentException("a stored archive is named by digest, not " + reference);
        }
        if (size <= Archive.LIMIT) {
            throw new IllegalArgumentException(
                    "an archive of " + size + " bytes is not stored elsewhere; events carry up to " + Archive.LIMIT);
        }
    }
}
