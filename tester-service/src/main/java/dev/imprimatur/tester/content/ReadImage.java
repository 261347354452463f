package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.sbom.Inventory;
import java.util.Optional;

/**
 * What was read from an image's layers.
 *
 * @param content the digest of its content, the same for two builds that do not differ
 * @param packages what is installed in it, or nothing if only an engine that shows its files can tell
 */
public record ReadImage(Digest content, Optional<Inventory> packages) {}
