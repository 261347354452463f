package dev.imprimatur.renderer.catalog;

import java.nio.file.Path;

/**
 * A state of the catalogue.
 *
 * @param folder where it lies; it does not change while it is read, unless it is a folder that people edit
 * @param revision what it is called
 */
public record Checkout(Path folder, String revision) {}
