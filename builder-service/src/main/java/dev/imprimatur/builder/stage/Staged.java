package dev.imprimatur.builder.stage;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;

/**
 * An image that lies in staging.
 *
 * @param imageId the engine's id of it
 * @param reference where it lies, by digest
 */
public record Staged(Digest imageId, ImageReference reference) {}
