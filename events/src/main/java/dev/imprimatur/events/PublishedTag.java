package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;

/**
 * A tag as it was read back from the registry.
 *
 * @param reference the tag's full reference
 * @param previous the digest it had before, or null if it is new
 */
public record PublishedTag(ImageReference reference, Digest previous) {}
