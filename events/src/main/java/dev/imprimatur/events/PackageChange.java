package dev.imprimatur.events;

import java.util.List;

/**
 * How an installed package differs between two images.
 *
 * @param change {@code added}, {@code removed} or {@code changed}
 * @param name its package URL without version and qualifiers, for example {@code pkg:deb/debian/libssl3}
 * @param from its versions before; several where it was installed several times
 * @param to its versions now
 */
public record PackageChange(String change, String name, List<String> from, List<String> to) {

    /** @throws IllegalArgumentException if change or name are missing */
    public PackageChange {
        if (change == null || name == null) {
            throw new IllegalArgumentException("a package's change needs the fields change and name");
        }
        from = from == null ? List.of() : List.copyOf(from);
        to = to == null ? List.of() : List.copyOf(to);
    }
}
