package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
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
                tests: [{path: tests/ok}]
                aliases: [major]
                releases: [{version: 1.0.9}, {version: 1.0.15}]
                """);
        write("app/Dockerfile", "FROM {base}\nRUN echo {version}\n");
        write("app/tests/ok/Dockerfile", "RUN true\n");
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
    void whatOnlyBuildKitBuildsIsANoticeOnceAFamily() throws IOException {
        write("app/Dockerfile", "FROM {base}\nRUN --mount=type=cache,target=/c echo {version}\n");

        Run run = Run.of("render", "--catalog", catalog.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("BuildKit")))
                .containsExactly("notice: app: app/Dockerfile:2 has RUN --mount, which only BuildKit builds; the"
                        + " builders need imprimatur.builder.builder=auto or buildkit");
    }

    @Test
    void templatesAreCheckedThoughNoneIsWritten() throws IOException {
        write("app/Dockerfile", "# syntax error below\nFROM {base}\nRUN echo ${HOME}\n");

        Run run = Run.of("render", "--catalog", catalog.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("app/Dockerfile:3: {HOME} is unknown here", "1 mistake in the catalogue");
    }

    @Test
    void anImageWithoutTestsIsNoticed() throws IOException {
        write("app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                from: {base: {image: "debian:{variant}"}}
                releases: [{version: 1.0.9}]
                """);

        Run run = Run.of("render", "--catalog", catalog.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualToNormalizingNewlines("notice: app: its images have no tests, and nothing is published"
                        + " untested; add one under 'tests' in app/family.yaml\n");
    }

    @Test
    void foldersThatAreTooLargeForEventsAreListed() throws IOException {
        write("app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                from: {base: {image: "debian:{variant}"}}
                tests: [{path: tests/ok}]
                context: files
                releases: [{version: 1.0.9}, {version: 1.0.15}]
                """);
        write("app/files/data", "x".repeat(1_500_000));

        Run run = Run.of("render", "--catalog", catalog.toString());
        Run json = Run.of("render", "--catalog", catalog.toString(), "--json");
        Run bound = Run.of("render", "--catalog", catalog.toString(), "--largest-context", "1");

        assertThat(run.out()).contains("app: context of 1.4 MiB (2 images)");
        assertThat(json.out()).contains("\"contextBytes\" : 1501696");
        assertThat(bound.exitCode()).isEqualTo(1);
        assertThat(bound.err()).contains("app/family.yaml:6: the folder app/files cannot be packed: it has 2 MiB");
    }

    @Test
    void dockerfilesAreWritten() throws IOException {
        Path out = catalog.resolve("out");

        Run run = Run.of("render", "--catalog", catalog.toString(), "--out", out.toString(), "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"aliases\" : [ \"app:1\" ]");
        assertThat(Files.readString(out.resolve("app/1.0.15/bookworm/Dockerfile")))
                .startsWith("FROM registry.invalid/debian@sha256:0000")
                .contains(" org.opencontainers.image.revision=\"sha256:")
                .endsWith("RUN echo 1.0.15\n");
    }

    @Test
    void endsOfLinesAreAnnouncedAndFrozenImagesShown() throws IOException {
        write("app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                from: {base: {image: "debian:{variant}"}}
                tests: [{path: tests/ok}]
                aliases: [major]
                lines: {"1": {endOfLife: {date: 2027-04-30, policy: freeze}}}
                releases: [{version: 1.0.15}, {version: 2.0.0}]
                """);

        Run before = Run.of("render", "--catalog", catalog.toString(), "--date", "2027-04-30", "--json");
        Run after = Run.of("render", "--catalog", catalog.toString(), "--date", "2027-05-01");

        assertThat(before.err())
                .isEqualToNormalizingNewlines("notice: app 1: ends on 2027-04-30: will be frozen, which"
                        + " keeps its tags and no longer builds it\n");
        assertThat(before.out())
                .containsOnlyOnce("\"notices\" : [ \"app 1: ends on 2027-04-30")
                .contains("\"frozen\" : false");
        assertThat(after.out()).isEqualToIgnoringNewLines("""
                        IMAGE                BASES                    TAGS
                        app/2.0.0/bookworm   debian:bookworm          app:2.0.0 app:2
                        app/1.0.15/bookworm  frozen since 2027-04-30  app:1.0.15 app:1

                        1 image and 1 frozen, 4 tags
                        """);
        assertThat(after.err()).contains("notice: app 1: ended on 2027-04-30: is frozen, its tags stay");
    }

    @Test
    void everyMistakeIsReportedAndTheExitCodeIsOne() throws IOException {
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

    @Test
    void aFeedIsFollowedAndNeverShrinksThePlan() throws IOException {
        write("app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                from: {base: {image: "debian:{variant}"}}
                tests: [{path: tests/ok}]
                aliases: [latest]
                feed: {type: list, file: versions.txt, maxLoss: 30%}
                """);
        write("app/versions.txt", "1.0.15\n1.0.9\n1.1.0\n1.0.1");
        String[] render = {
            "render",
            "--catalog",
            catalog.toString(),
            "--feeds",
            catalog.resolve("feeds").toString()
        };
        assertThat(Run.of(render).out()).contains("app:1.1.0 app:latest", "4 images");

        write("app/versions.txt", "1.0.15\n1.0.9\n1.0.1\n");
        assertThat(Run.of(render).out()).contains("app:1.1.0 app:latest", "4 images");
        assertThat(Run.of(render).err())
                .isEqualToIgnoringNewLines("notice: app: its feed (app/versions.txt): no longer lists 1.1.0;"
                        + " kept until feed.withdrawn names it");

        write("app/versions.txt", "1.0.15\n1.0.9\n");
        Run stopped = Run.of(render);
        assertThat(stopped.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(stopped.err())
                .contains(
                        "app/family.yaml:7: feed: app/versions.txt: the feed lost 2 of the 4 releases", "1.0.1, 1.1.0");
    }

    private void write(String name, String text) throws IOException {
        Path file = catalog.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
