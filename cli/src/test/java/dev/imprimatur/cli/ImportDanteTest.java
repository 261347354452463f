package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportDanteTest {
    @TempDir
    Path folder;

    @BeforeEach
    void project() throws IOException {
        write("inventory.yml", """
                images:
                  - name: "corner/node:0.12.9"
                    path: "./old"
                    test: "./tests/starts"
                    alias: ["corner/node:0.12"]
                  - name: "corner/node:0.12.15"
                    path: "./new"
                    test: ["./tests/starts"]
                    alias: ["corner/node:latest", "corner/node:stable"]
                  - name: "corner/base"
                    path: "./base"
                """);
        write("base/Dockerfile", "FROM debian:bookworm\n");
        write("old/Dockerfile", "FROM corner/base\nRUN echo 9\n");
        write("new/Dockerfile", "FROM corner/base\nRUN echo 15\n");
        write("tests/starts/Dockerfile", "RUN true\n");
    }

    @Test
    void theReportIsAsRecorded() throws IOException {
        Run run = Run.of("import", "dante", folder.toString());

        assertThat(run.exitCode()).isZero();
        Golden.assertSame(
                "import-dante", run.out().replace(folder + "/", "") + run.err().replace(folder + "/", ""));
    }

    @Test
    void theReportInJsonIsAsRecorded() throws IOException {
        Run run = Run.of("import", "dante", folder.toString(), "--json");

        assertThat(run.exitCode()).isZero();
        Golden.assertSame("import-dante-json", run.out().replace(folder + "/", ""));
    }

    @Test
    void theCatalogueRenders() {
        String out = folder.resolve("catalog").toString();

        Run imported = Run.of("import", "dante", folder.toString(), "--out", out);
        Run rendered = Run.of("render", "--catalog", out);

        assertThat(imported.exitCode()).isZero();
        assertThat(imported.err()).contains("3 images in the catalogue " + out);
        assertThat(rendered.out()).isEqualToIgnoringNewLines("""
                        IMAGE                     BASES                  TAGS
                        base/0.0.0-latest/any     debian:bookworm        corner/base:latest
                        node-0.12.9/0.12.9/any    base/0.0.0-latest/any  corner/node:0.12.9 corner/node:0.12
                        node-0.12.15/0.12.15/any  base/0.0.0-latest/any  corner/node:0.12.15 corner/node:latest corner/node:stable

                        3 images, 6 tags
                        """);
    }

    @Test
    void aMistakeEndsWithOneAndWritesNothing() throws IOException {
        write("new/Dockerfile", "RUN true\n");

        Run run = Run.of("import", "dante", folder.toString(), "--out", folder + "/catalog");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("new/Dockerfile: no FROM names an image", "1 mistake; nothing was written");
        assertThat(folder.resolve("catalog")).doesNotExist();
    }

    @Test
    void whatIsThereIsNeverOverwritten() {
        Run run = Run.of("import", "dante", folder.toString(), "--out", folder.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--out " + folder + " is not an empty folder");
    }

    @Test
    void theToolHasToBeNamed() {
        assertThat(Run.of("import").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of("import", "dante").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
