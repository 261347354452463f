package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;

/**
 * Names a log; the service that wrote it serves it.
 *
 * @param id under which the service serves it, see {@link LogId}
 * @param digest of its last record, which seals all of them; where {@code records} is null, of its text in UTF-8
 * @param bytes the text's length, with timestamps
 * @param records how many hash-linked records it has, or null for a log from before there were any
 */
public record LogReference(String id, Digest digest, long bytes, Integer records) {}
