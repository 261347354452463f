package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.events.Archive;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.revision.Revision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of a context has the name in its archive that it has in the catalogue. */
class FileNamesTest {
    @TempDir
    Path root;

    @BeforeEach
    void writeCatalog() {
        Catalogs.small(root, "context: files\nreleases: [{version: 1.0.0}]\n");
    }

    @Test
    void oddNamesStayAsTheyAre() throws IOException {
        Catalogs.write(root, "app/files/a\\b", "one");
        Catalogs.write(root, "app/files/a/b", "two");
        Catalogs.write(root, "app/files/..\\..\\c", "three");
        Catalogs.write(root, "app/files/größe in\nzeilen ", "four");

        assertThat(files(CatalogReader.read(root).families().getFirst().recipe().context()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a\\b", "one", "a/b", "two", "..\\..\\c", "three", "größe in\nzeilen ", "four"));
    }

    @Test
    void aFolderIsNotTheSameAsAFileThatIsCalledLikeAPathInIt(@TempDir Path one, @TempDir Path two) {
        Catalogs.write(one, "a\\b", "same");
        Catalogs.write(two, "a/b", "same");

        assertThat(Revision.of(one)).isNotEqualTo(Revision.of(two));
    }

    /** In the archive it would have another name, and two of them one. */
    @Test
    void aNameThatIsNotUtf8IsAMistake() throws Exception {
        Catalogs.write(root, "app/files/fine", "");
        assertThat(new ProcessBuilder("bash", "-c", "touch $'latin-\\xf6'")
                        .directory(root.resolve("app/files").toFile())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(catchThrowableOfType(CatalogException.class, () -> CatalogReader.read(root))
                        .problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "app/family.yaml:8: the folder app/files cannot be packed: latin-\uFFFD has a name that"
                                + " is not read as UTF-8 text; rename it, or run this with a locale such as LANG=C.UTF-8");
    }

    private static Map<String, String> files(Archive archive) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive.tar()), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
