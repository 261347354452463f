package dev.imprimatur.messaging.event;

import dev.imprimatur.oci.Digest;

/**
 * Names a log; the service that wrote it serves it.
 *
 * @param id under which the service serves it
 * @param digest of its text in UTF-8
 * @param bytes the text's length
 */
public record LogReference(String id, Digest digest, long bytes) {}
