package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;

/**
 * A file, folder, link or device of an image.
 *
 * @param folder whether it is a folder, which other entries may lie in
 * @param facts the digest of all that is known of it but its times
 */
record Node(boolean folder, Digest facts) {}
