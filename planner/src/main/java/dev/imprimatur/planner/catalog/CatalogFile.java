package dev.imprimatur.planner.catalog;

import java.util.List;

/**
 * What {@code catalog.yaml} says.
 *
 * @param apiVersion {@value #API_VERSION}
 * @param kind {@code Catalog}
 * @param variants the operating system releases that families stand on, unless they say otherwise
 * @param defaultVariant the one whose tags are repeated under a family's {@code defaultRepository}
 * @param platform as in {@code linux/amd64}
 * @param source where the catalogue is kept, for the label {@code org.opencontainers.image.source}, or null
 * @param families the families' folders
 */
record CatalogFile(
        String apiVersion,
        String kind,
        List<String> variants,
        String defaultVariant,
        String platform,
        String source,
        List<String> families) {
    static final String API_VERSION = "imprimatur.dev/v1";
}
