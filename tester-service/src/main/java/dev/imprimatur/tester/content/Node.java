package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.sbom.PackageFile;

/**
 * A file, folder, link or device of an image.
 *
 * @param folder whether it is a folder, which other entries may lie in
 * @param facts the digest of all that is known of it but its times
 * @param target where it leads, of a symbolic link; else null
 * @param packages what it says of installed packages, if it was read for that; else null
 */
record Node(boolean folder, Digest facts, String target, PackageFile packages) {

    /** About how much memory it takes, as the number of plain ones that take as much. */
    int weight() {
        return Room.weight((target == null ? 0 : target.length()) + (packages == null ? 0 : packages.size()));
    }
}
