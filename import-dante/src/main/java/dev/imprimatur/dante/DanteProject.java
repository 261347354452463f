package dev.imprimatur.dante;

import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * A dante project that was read and checked.
 *
 * @param images its images, bases before what is built from them
 * @param notices what a user should know although it stops nothing
 */
public record DanteProject(List<DanteImage> images, List<Problem> notices) {

    /**
     * Reads the projects in these folders as one: an image of one may be built from an image of another.
     *
     * @throws CatalogException with every mistake that was found
     */
    public static DanteProject read(List<Path> folders) {
        return new ProjectReader().read(folders);
    }
}
