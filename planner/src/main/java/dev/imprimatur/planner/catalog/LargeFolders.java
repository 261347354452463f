package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.Archive;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Remembers which folders have archives that no event carries, so that they can be stored. */
final class LargeFolders {
    private final long largest;
    private final Map<Digest, Path> found = new HashMap<>();

    /** @param largest how many bytes an archive may have */
    LargeFolders(long largest) {
        this.largest = largest;
    }

    /** The folder's archive. */
    Archive archive(Path folder) throws IOException {
        Archive archive = FolderArchive.of(folder, largest);
        if (archive.unstored()) {
            found.put(archive.digest(), folder);
        }
        return archive;
    }

    /** The folders by the digests of their archives. */
    Map<Digest, Path> found() {
        return Map.copyOf(found);
    }
}
