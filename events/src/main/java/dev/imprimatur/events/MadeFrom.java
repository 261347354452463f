package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;

/**
 * What an image was rendered from, beside its bases.
 *
 * @param catalog the revision of the catalogue, or null if it has none
 * @param dockerfile the digest of the rendered Dockerfile's text
 * @param context the digest of the files that it copies
 */
public record MadeFrom(String catalog, Digest dockerfile, Digest context) {}
