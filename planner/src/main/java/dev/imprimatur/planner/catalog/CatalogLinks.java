package dev.imprimatur.planner.catalog;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Symbolic links in a catalogue's folder: a catalogue may come from strangers, and could read any file of this machine.
 */
public final class CatalogLinks {
    private CatalogLinks() {}

    /** Whether this path within the catalogue, or a folder on the way to it, is a link to somewhere outside of it. */
    public static boolean leadOut(Path root, Path path) {
        try {
            return !path.toRealPath().startsWith(root.toRealPath());
        } catch (IOException e) {
            // It is not there, or cannot be read: opening it gives a better message.
            return false;
        }
    }
}
