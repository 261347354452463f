package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.sbom.Inventory;
import java.util.Optional;

/**
 * What an image's layers tell.
 *
 * @param content what it is, whenever it was built
 * @param packages what is installed in it, or nothing if only an engine that shows its files can tell
 */
public record ReadImage(Digest content, Optional<Inventory> packages) {}
