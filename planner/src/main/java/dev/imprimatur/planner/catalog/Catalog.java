package dev.imprimatur.planner.catalog;

import dev.imprimatur.oci.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A catalogue that was read and checked.
 *
 * @param defaultVariant the variant whose tags are repeated without its name, or null
 * @param source where the catalogue is kept, or null
 * @param families its families
 * @param largeFolders the folders whose archives are too large for events, by their archives' digests
 */
public record Catalog(String defaultVariant, String source, List<Family> families, Map<Digest, Path> largeFolders) {}
