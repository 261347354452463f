package dev.imprimatur.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSizesTest {
    @TempDir
    Path folder;

    @Test
    void aLogThatGrewTooLargeIsPutAsideAndWhatWritesGoesOn() throws Exception {
        Path log = folder.resolve("tester.log");
        Path small = Files.writeString(folder.resolve("renderer.log"), "short\n");
        Files.writeString(folder.resolve("tester.log.1"), "the one before\n");
        try (OutputStream writer = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("first line\n".repeat(100).getBytes(StandardCharsets.UTF_8));

            LogSizes.cut(folder, 1000);
            writer.write("next line\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(log).hasContent("next line\n");
        assertThat(folder.resolve("tester.log.1")).hasContent("first line\n".repeat(100));
        assertThat(small).hasContent("short\n");
        assertThat(folder.resolve("renderer.log.1")).doesNotExist();
    }

    /**
     * The script opens each part's log so; with any other way the log would be as long as before, and empty in front.
     */
    @Test
    void theScriptAndTheDatabaseAppendToTheirLogs() throws Exception {
        Path root = Path.of(System.getProperty("imprimatur.root", ".."));

        assertThat(root.resolve("deploy/local/process.sh"))
                .content()
                .contains("exec setsid \"$@\"; } </dev/null >>\"$log\" 2>&1");
        assertThat(root.resolve("local-stack/src/main/java/dev/imprimatur/localstack/postgres/Database.java"))
                .content()
                .contains("Redirect.appendTo(log.toFile())");
    }

    @Test
    void oneThatCannotBePutAsideKeepsNoOtherFromIt() throws Exception {
        Files.createDirectories(folder.resolve("c.log.1/in the way"));
        for (String part : List.of("a", "b", "c", "d", "e", "f")) {
            Files.writeString(folder.resolve(part + ".log"), "line\n".repeat(100));
        }

        LogSizes.cut(folder, 100);

        assertThat(folder.resolve("c.log")).hasSize(500);
        assertThat(List.of("a", "b", "d", "e", "f"))
                .allSatisfy(part -> assertThat(folder.resolve(part + ".log")).hasSize(0));
    }

    /** There, a log that stays as large as it is takes the room of everything else. */
    @Test
    void onAFullDiskTheLogBeginsAgainWithoutACopy() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", folder.toString()) == 0,
                "only root can mount a disk");
        try {
            Path log = folder.resolve("tester.log");
            Files.writeString(log, "x".repeat(700_000));
            Files.writeString(folder.resolve("tester.log.1"), "x".repeat(100_000));

            LogSizes.cut(folder, 1000);

            assertThat(log).hasSize(0);
            assertThat(folder.resolve("tester.log.1")).doesNotExist();
        } finally {
            run("umount", folder.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void aFolderThatIsNotThereIsReportedAndNoMore() {
        LogSizes.cut(folder.resolve("none"), 1);

        assertThat(folder).isEmptyDirectory();
    }
}
