package dev.imprimatur.publisher.block;

import dev.imprimatur.oci.Digest;

/**
 * A digest may be published again. Who observes it is part of the transaction that ends the block.
 *
 * @param digest which
 */
public record BlockLifted(Digest digest) {}
