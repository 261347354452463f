package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.events.Archive;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.feed.Feeds;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders whose archives no event carries. */
class LargeFoldersTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    Path root;

    @BeforeEach
    void writeCatalog() {
        Catalogs.small(
                root, "context: files\ntests: [{path: tests/ok}, {path: tests/big}]\nreleases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/files/small.txt", "small");
        Catalogs.write(root, "app/tests/big/Dockerfile", "RUN true\n");
    }

    private Catalog catalog() {
        return CatalogReader.read(root, Feeds.NONE, 20L * MIB);
    }

    private static Recipe recipe(Catalog catalog) {
        return catalog.families().getFirst().recipe();
    }

    @Test
    void whatIsSmallIsCarried() {
        Catalog catalog = catalog();

        assertThat(catalog.largeFolders()).isEmpty();
        assertThat(recipe(catalog).context().stored()).isNull();
        assertThat(recipe(catalog).context().tar()).hasSize(512 + 512 + 1024);
    }

    @Test
    void whatIsLargeIsNamedByTheDigestOfTheSameArchive() throws Exception {
        Catalogs.sparse(root, "app/files/large", 3L * MIB);
        Catalogs.sparse(root, "app/tests/big/large", 2L * MIB);

        Catalog catalog = catalog();

        Archive context = recipe(catalog).context();
        Archive test = recipe(catalog).tests().getLast().files();
        assertThat(catalog.largeFolders().get(context.digest())).isEqualTo(root.resolve("app/files"));
        assertThat(catalog.largeFolders().get(test.digest())).isEqualTo(root.resolve("app/tests/big"));
        assertThat(recipe(catalog).tests().getFirst().files().stored()).isNull();
        assertThat(context.unstored()).isTrue();
        assertThat(context.tar()).isEmpty();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        assertThat(FolderArchive.write(root.resolve("app/files"), written)).isEqualTo(context.digest());
        assertThat(context.size()).isEqualTo(written.size());
    }

    @Test
    void theBoundaryIsThatOfEvents() {
        Catalogs.sparse(root, "app/files/large", Archive.LIMIT - 1024 - 1024 - 512);
        assertThat(recipe(catalog()).context().tar()).hasSize(Archive.LIMIT);

        Catalogs.sparse(root, "app/files/large", Archive.LIMIT - 1024 - 1024 - 511);
        assertThat(recipe(catalog()).context().size()).isEqualTo(Archive.LIMIT + 512);
        assertThat(recipe(catalog()).context().unstored()).isTrue();
    }

    @Test
    void whatIsTooLargeIsAMistakeWithItsPlace() {
        Catalogs.sparse(root, "app/files/large", 40L * MIB);

        CatalogException exception = catchThrowableOfType(CatalogException.class, this::catalog);

        assertThat(exception.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "app/family.yaml:8: the folder app/files cannot be packed: it has 41 MiB of files, up to"
                                + " 20 MiB are allowed (imprimatur.renderer.largest-context, --largest-context); leave files"
                                + " out, or let the Dockerfile fetch them");
    }
}
