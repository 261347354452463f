package dev.imprimatur.planner.catalog;

import java.util.List;

/**
 * What {@code catalog.yaml} says. {@code schema/catalog.schema.json} describes the same for editors.
 *
 * @param apiVersion {@value #API_VERSION}
 * @param kind {@code Catalog}
 * @param variants the operating system releases that families stand on, unless they say otherwise
 * @param defaultVariant the one whose tags are repeated without its name
 * @param platforms for which platforms images are built, as in {@code linux/amd64}, unless families say otherwise
 * @param source where the catalogue is kept, for the label {@code org.opencontainers.image.source}, or null
 * @param contacts whom to ask about the images, unless families say otherwise
 * @param families the families' folders
 */
record CatalogFile(
        String apiVersion,
        String kind,
        List<String> variants,
        String defaultVariant,
        List<String> platforms,
        String source,
        List<String> contacts,
        List<String> families) {
    static final String API_VERSION = "imprimatur.dev/v1";
}
