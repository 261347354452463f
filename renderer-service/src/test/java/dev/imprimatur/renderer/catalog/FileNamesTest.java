package dev.imprimatur.renderer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit with a file whose name this process has no bytes for, since its locale is not one of UTF-8. */
class FileNamesTest {
    @TempDir
    Path folder;

    @Test
    void whatCannotBeAFilesNameIsSaid() throws Exception {
        String commit;
        try (Git git =
                Git.init().setDirectory(folder.resolve("remote").toFile()).call()) {
            Files.writeString(folder.resolve("remote/Größe"), "x");
            git.add().addFilepattern(".").call();
            commit = git.commit()
                    .setMessage("m")
                    .setAuthor("a", "a@example.org")
                    .setSign(false)
                    .call()
                    .name();
        }

        assertThat(written(commit, "C.UTF-8")).startsWith("written");
        assertThat(written(commit, "C"))
                .startsWith("java.io.IOException: 'Gr")
                .contains("cannot be a file's name here; ", "LANG=C.UTF-8");
    }

    /** What comes of writing the commit in a locale. */
    private String written(String commit, String locale) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Written.class.getName(),
                folder.toString(),
                commit);
        builder.environment().put("LC_ALL", locale);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    /** Writes a commit's files. */
    static final class Written {
        private Written() {}

        public static void main(String[] words) throws IOException {
            Path folder = Path.of(words[0]);
            try (Repository repository =
                    new FileRepository(folder.resolve("remote/.git").toFile())) {
                new CommitFolders(folder.resolve("commits-" + System.nanoTime()))
                        .of(repository, ObjectId.fromString(words[1]), "");
                System.out.println("written");
            } catch (IOException | RuntimeException e) {
                System.out.println(e);
            }
        }
    }
}
