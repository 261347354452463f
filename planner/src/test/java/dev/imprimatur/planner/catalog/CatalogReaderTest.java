package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.planner.Catalogs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogReaderTest {
    @TempDir
    Path root;

    @Test
    void theShippedCatalogueIsRight() {
        Catalog catalog = CatalogReader.read(Catalogs.SHIPPED);

        assertThat(catalog.families()).extracting(Family::name).containsExactly("node-base", "node-fetch", "node");
    }

    @Test
    void aReleaseTakesWhatItsLineAndFamilySay() {
        Catalogs.small(root, """
                args: {a: family, b: family, c: family}
                lines:
                  "22": {codename: Jod, args: {b: line, c: line}}
                releases:
                  - {version: 22.1.0, args: {c: release}}
                  - {version: 23.0.0}
                """);

        List<Release> releases = CatalogReader.read(root).families().getFirst().releases();

        assertThat(releases.get(0).args())
                .containsEntry("a", "family")
                .containsEntry("b", "line")
                .containsEntry("c", "release");
        assertThat(releases.get(0).line().codename()).isEqualTo("Jod");
        assertThat(releases.get(1).args()).containsEntry("b", "family");
        assertThat(releases.get(1).line().codename()).isNull();
    }
}
