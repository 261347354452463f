package dev.imprimatur.planner.catalog;

import dev.imprimatur.oci.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** The same catalogue without these families, which are left out as well. */
    public Catalog without(List<LeftOut> others) {
        Set<String> names = others.stream().map(LeftOut::family).collect(Collectors.toSet());
        return new Catalog(
                defaultVariant,
                source,
                families.stream()
                        .filter(family -> !names.contains(family.name()))
                        .toList(),
                Stream.concat(leftOut.stream(), others.stream()).toList(),
                largeFolders);
    }
}
