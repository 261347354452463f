package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.fixture.Catalogs;
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

    @Test
    void noPathOfAFamilyIsALinkToWhatIsOutside(@TempDir Path outside) throws IOException {
        Catalogs.write(outside, "Dockerfile", "FROM {base}\nRUN true\n");
        Catalogs.small(
                root, "template: Linked\ncontext: files\ntests: [{path: tests/t}, {path: linked/t}]\nreleases: []\n");
        Catalogs.write(outside, "t/Dockerfile", "RUN true\n");
        Files.createSymbolicLink(root.resolve("app/Linked"), outside.resolve("Dockerfile"));
        Files.createSymbolicLink(root.resolve("app/files"), outside);
        Files.createSymbolicLink(root.resolve("app/tests/t"), outside.resolve("t"));
        Files.createSymbolicLink(root.resolve("app/linked"), outside);

        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessageContaining("app/family.yaml:8: 'Linked' is a link that leads out of the catalogue")
                .hasMessageContaining("app/family.yaml:9: 'files' is a link that leads out of the catalogue")
                .hasMessageContaining("app/family.yaml:10: 'tests/t' is a link that leads out of the catalogue")
                .hasMessageContaining("app/family.yaml:10: 'linked/t' is a link that leads out of the catalogue");

        Files.move(root.resolve("app"), outside.resolve("app"));
        Files.createSymbolicLink(root.resolve("app"), outside.resolve("app"));
        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessageContaining("catalog.yaml:5: 'app' is or holds a link that leads out of the catalogue");
    }

    @Test
    void aLinkWithinTheCatalogueIsFollowed() throws IOException {
        Catalogs.small(root, "template: Linked\ncontext: files\nreleases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "shared/Dockerfile", "FROM {base}\n");
        Files.createSymbolicLink(root.resolve("app/Linked"), root.resolve("shared/Dockerfile"));
        Files.createSymbolicLink(root.resolve("app/files"), root.resolve("shared"));

        Recipe recipe = CatalogReader.read(root).families().getFirst().recipe();

        assertThat(recipe.template().text()).isEqualTo("FROM {base}\n");
        assertThat(recipe.context()).isNotEqualTo(FolderArchive.empty());
    }
}
