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
 * @param leftOut the families that cannot be planned now
 * @param largeFolders the folders whose archives are too large for events, by their archives' digests
 */
public record Catalog(
        String defaultVariant,
        String source,
        List<Family> families,
        List<LeftOut> leftOut,
        Map<Digest, Path> largeFolders) {

    /** The same catalogue with only these families, which were not left out. */
    public Catalog of(List<Family> planned) {
        return new Catalog(defaultVariant, source, List.copyOf(planned), leftOut, largeFolders);
    }
}
