package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderTest {
    @TempDir
    Path catalog;

    @BeforeEach
    void writeCatalog() throws IOException {
        write("catalog.yaml", "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm]\nfamilies: [app]\n");
        write("app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                from: {base: {image: "debian:{variant}"}}
                aliases: [major]
                releases: [{version: 1.0.9}, {version: 1.0.15}]
                """);
        write("app/Dockerfile", "FROM {base}\nRUN echo {version}\n");
    }

    @Test
    void aPlanIsATable() {
        Run run = Run.of("render", "--catalog", catalog.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("""
                        IMAGE                BASES            TAGS
                        app/1.0.9/bookworm   debian:bookworm  app:1.0.9
                        app/1.0.15/bookworm  debian:bookworm  app:1.0.15 app:1

                        2 images, 3 tags
                        """);
    }

    @Test
    void dockerfilesAreWritten() throws IOException {
        Path out = catalog.resolve("out");

        Run run = Run.of("render", "--catalog", catalog.toString(), "--out", out.toString(), "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"aliases\" : [ \"app:1\" ]");
        assertThat(Files.readString(out.resolve("app/1.0.15/bookworm/Dockerfile")))
                .startsWith("FROM registry.invalid/debian@sha256:0000")
                .endsWith("RUN echo 1.0.15\n");
    }

    @Test
    void everyMistakeIsToldAndTheExitCodeIsOne() throws IOException {
        write(
                "app/family.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Family\nname: app\nreleases: [{version: one}]\n");

        Run run = Run.of("render", "--catalog", catalog.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(
                        "app/family.yaml",
                        "'from' names no image",
                        "'one' is not a version",
                        "2 mistakes in the catalogue");
    }

    private void write(String name, String text) throws IOException {
        Path file = catalog.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
