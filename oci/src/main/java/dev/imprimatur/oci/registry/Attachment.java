package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import java.util.Optional;

/**
 * An artifact with its one blob, to be stored beside what it is about.
 *
 * @param manifest made by {@link Manifest#ofArtifact}
 * @param content its blob
 */
public record Attachment(Manifest manifest, byte[] content) {

    void requireAbout(Digest subject) {
        if (!manifest.subject().map(Descriptor::digest).equals(Optional.of(subject))) {
            throw new IllegalArgumentException("artifact " + manifest.digest() + " is not about " + subject);
        }
    }
}
