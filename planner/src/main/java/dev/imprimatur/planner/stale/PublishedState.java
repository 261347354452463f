package dev.imprimatur.planner.stale;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Tag;
import java.util.Map;
import java.util.Set;

/**
 * What is published now.
 *
 * @param images every published image
 */
public record PublishedState(Map<ImageKey, Image> images) {

    /**
     * A published image.
     *
     * @param digest its digest
     * @param fingerprint what it was made from, or null if that was not recorded
     * @param tags the tags that it has now
     */
    public record Image(Digest digest, Fingerprint fingerprint, Set<Tag> tags) {}
}
