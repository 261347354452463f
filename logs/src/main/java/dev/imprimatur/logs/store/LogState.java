package dev.imprimatur.logs.store;

import dev.imprimatur.oci.Digest;

/**
 * How far a log goes.
 *
 * @param attempt the latest attempt
 * @param digest of the last record
 * @param records how many there are
 * @param bytes the text's length
 * @param sealed whether nothing more will come
 */
public record LogState(int attempt, Digest digest, int records, long bytes, boolean sealed) {}
