package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.planner.Catalogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
    @TempDir
    Path root;

    @Test
    void aLinkInAContextCannotReachWhatIsOutside() throws IOException {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\ncontext: files\n");
        Catalogs.write(root, "app/files/fine.txt", "fine");
        Files.createSymbolicLink(root.resolve("app/files/secret.txt"), Path.of("/etc/hostname"));

        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessage(
                        "app/family.yaml:9: the folder app/files cannot be packed: secret.txt is a link or no file at"
                                + " all; put the file itself there");
    }
}
