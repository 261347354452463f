package dev.imprimatur.planner.catalog;

/**
 * A Dockerfile's template.
 *
 * @param file its file, relative to the catalogue
 * @param text what stands there
 */
public record Template(String file, String text) {}
