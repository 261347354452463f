package dev.imprimatur.planner.catalog;

import java.util.List;

/**
 * A catalogue that was read and checked.
 *
 * @param defaultVariant the variant whose tags are repeated under a family's default repository, or null
 * @param platform as in {@code linux/amd64}
 * @param source where the catalogue is kept, or null
 * @param families its families
 * @param notices what whoever plans has to know, for example that a feed is down
 */
public record Catalog(
        String defaultVariant, String platform, String source, List<Family> families, List<String> notices) {}
