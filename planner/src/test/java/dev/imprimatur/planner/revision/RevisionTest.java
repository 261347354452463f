package dev.imprimatur.planner.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisionTest {
    @TempDir
    Path root;

    @Test
    void aPlainFolderIsKnownByItsContent() throws IOException {
        Path one = Catalogs.small(root.resolve("one"), "releases: [{version: 1.0.0}]\n");
        Path two = Catalogs.small(root.resolve("two"), "releases: [{version: 1.0.0}]\n");

        String revision = Revision.of(one).text();

        assertThat(revision)
                .matches("sha256:[0-9a-f]{64}")
                .isEqualTo(Revision.of(two).text());
        Files.move(two.resolve("app/Dockerfile"), two.resolve("app/Dockerfile2"));
        assertThat(Revision.of(two).text()).isNotEqualTo(revision);
        Files.writeString(one.resolve("app/Dockerfile"), "FROM {base}\n");
        assertThat(Revision.of(one).text()).isNotEqualTo(revision);
    }

    @Test
    void aWorkTreeIsKnownByItsCommit() throws Exception {
        Path catalog = Catalogs.small(root.resolve("images"), "releases: [{version: 1.0.0}]\n");
        try (Git git = Git.init().setDirectory(root.toFile()).call()) {
            RevCommit commit = commit(git);
            Files.writeString(root.resolve("elsewhere.txt"), "is no part of the catalogue\n");

            assertThat(Revision.of(catalog).text()).isEqualTo(commit.name());
            Files.writeString(catalog.resolve("app/Dockerfile"), "FROM {base}\n");
            assertThat(Revision.of(catalog).text()).isEqualTo(commit.name() + "-dirty");
            assertThat(Revision.of(root).text()).isEqualTo(commit.name() + "-dirty");
        }
    }

    @Test
    void aFolderThatGitDoesNotTrackIsKnownByItsContent() throws Exception {
        try (Git git = Git.init().setDirectory(root.toFile()).call()) {
            Files.writeString(root.resolve("README"), "something else\n");
            commit(git);
        }
        Path catalog = Catalogs.small(root.resolve("scratch"), "releases: [{version: 1.0.0}]\n");

        assertThat(Revision.of(catalog).text()).startsWith("sha256:");
    }

    private static RevCommit commit(Git git) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("a catalogue")
                .setAuthor("Somebody", "somebody@example.org")
                .setCommitter("Somebody", "somebody@example.org")
                .setSign(false)
                .call();
    }
}
