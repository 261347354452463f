package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.revision.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder that cannot be read, be it for its permissions, which bind no root user, or for a path that is longer than
 * the system takes, which binds every user.
 */
class UnreadableFoldersTest {
    private static final int LENGTH = 200;
    private static final int DEPTH = 12;

    @TempDir
    Path root;

    private Path bottom;

    /** The system takes each half of the path, and not the whole. */
    @BeforeEach
    void makeOne() throws IOException {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\ncontext: files\n");
        bottom = deep(root.resolve("app/files"));
        deep(root.resolve("half"));
        Files.move(root.resolve("half"), bottom.resolve("half"));
    }

    /** Or else the folder cannot be removed. */
    @AfterEach
    void takeItApart() throws IOException {
        Files.move(bottom.resolve("half"), root.resolve("half"));
    }

    @Test
    void isAMistakeWithItsPlace() {
        assertThatThrownBy(() -> CatalogReader.read(root))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("app/family.yaml:9: the folder app/files cannot be packed:");
    }

    @Test
    void hasNoRevision() {
        assertThatThrownBy(() -> Revision.of(root))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("the catalogue's folder " + root + " cannot be read:");
    }

    private static Path deep(Path folder) throws IOException {
        Path path = folder;
        for (int i = 0; i < DEPTH; i++) {
            path = path.resolve("d".repeat(LENGTH));
        }
        return Files.createDirectories(path);
    }
}
