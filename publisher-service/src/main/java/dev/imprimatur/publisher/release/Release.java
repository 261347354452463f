package dev.imprimatur.publisher.release;

import dev.imprimatur.oci.Digest;
import java.time.Instant;

/**
 * A tag that names a version or one revision of it.
 *
 * @param version the tag's name
 * @param releaseTimestamp when what it names was first published, or when the tag got it, where that is not known
 * @param digest what it names
 * @param isDeprecated whether users should not go over to it: its support has ended, it is blocked, or the image went
 *     back from it
 */
public record Release(String version, Instant releaseTimestamp, Digest digest, boolean isDeprecated) {}
