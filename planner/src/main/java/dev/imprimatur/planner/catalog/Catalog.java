package dev.imprimatur.planner.catalog;

import java.util.List;

/**
 * A catalogue that was read and checked.
 *
 * @param defaultVariant the variant whose tags are repeated without its name, or null
 * @param source where the catalogue is kept, or null
 * @param families its families
 */
public record Catalog(String defaultVariant, String source, List<Family> families) {}
