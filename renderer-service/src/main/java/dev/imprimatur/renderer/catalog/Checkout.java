package dev.imprimatur.renderer.catalog;

import java.nio.file.Path;

/**
 * A state of the catalogue, there until it is closed.
 *
 * @param folder where it lies; it does not change while it is read, unless it is a folder that people edit
 * @param revision what it is called
 * @param closing what is done when a reader has closed it
 */
public record Checkout(Path folder, String revision, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}
