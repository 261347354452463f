package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
    @TempDir
    Path catalog;

    @BeforeEach
    void writeCatalog() throws IOException {
        write("catalog.yaml", "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm]\nfamilies: [app]\n");
        write("app/family.yaml", family("app", "releases: [{version: 1.0.9}, {version: 1.0.15}]"));
        write("app/Dockerfile", "FROM {base}\nRUN echo {version}\n");
        write("app/tests/t/Dockerfile", "RUN true\n");
    }

    @Test
    void aCatalogueWithoutMistakes() {
        Run run = lint("--strict");

        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("no mistakes in the catalogue " + catalog + ", 2 images\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void everyMistakeOfEveryFileHasItsPlace() throws IOException {
        write("catalog.yaml", Files.readString(catalog.resolve("catalog.yaml")).replace("[app]", "[app, lib]"));
        write("app/family.yaml", family("app", "releases: [{version: one}, {version: 1.0.9, tag: x}]"));
        write("lib/family.yaml", family("lib", "aliases: [mayor]\nreleases: [{version: 2.0.0}]"));
        write("lib/tests/t/Dockerfile", "RUN true\n");

        Run run = lint();

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .contains(
                        "app/family.yaml:6: ", "'one' is not a version", "lib/family.yaml:6: ", "did you mean 'major'")
                .contains("lib/Dockerfile")
                .containsPattern("\\n4 mistakes in the catalogue .*\\n$");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"RUN echo {version}|no FROM", "FROM {base}\\nRUN echo {HOME}|{HOME}", "FROM debian:1|not pinned"})
    void everyDockerfileIsRenderedAndATemplateIsNamedOnce(String template, String mistake) throws IOException {
        write("app/Dockerfile", template.replace("\\n", "\n") + "\n");

        Run run = lint();

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).containsOnlyOnce(mistake).endsWith("1 mistake in the catalogue " + catalog + "\n");
    }

    @Test
    void aNoticeIsNoMistakeUnlessThatIsWanted() throws IOException {
        write("app/Dockerfile", "FROM {base}\nRUN --mount=type=cache,target=/c echo {version}\n");

        assertThat(lint().exitCode()).isEqualTo(ExitCode.OK);
        assertThat(lint().out()).contains("notice: app: ", "BuildKit", ", 2 images, 1 notice\n");
        assertThat(lint("--strict").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void whatLeavesAFamilyOutIsAMistake() throws IOException {
        write("catalog.yaml", Files.readString(catalog.resolve("catalog.yaml")).replace("[app]", "[app, fed]"));
        write("fed/family.yaml", family("fed", "feed: {type: list, file: versions.txt}"));
        write("fed/Dockerfile", "FROM {base}\n");
        write("fed/tests/t/Dockerfile", "RUN true\n");
        write("fed/versions.txt", "no version\n");

        Run run = lint();

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .containsOnlyOnce("fed/family.yaml:6: ")
                .contains("1 mistake")
                .doesNotContain("notice");
    }

    @Test
    void aProgramHasAnObject() throws IOException {
        JsonNode right = Json.MAPPER.readTree(lint("--json").out());
        write("app/family.yaml", family("app", "releases: [{version: one}]"));
        Run run = lint("--json");
        JsonNode wrong = Json.MAPPER.readTree(run.out());

        assertThat(right.path("errors")).isEmpty();
        assertThat(right.path("notices")).isEmpty();
        assertThat(right.path("images").asInt()).isEqualTo(2);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(wrong.at("/errors/0/file").asText()).isEqualTo("app/family.yaml");
        assertThat(wrong.at("/errors/0/line").asInt()).isEqualTo(6);
        assertThat(wrong.at("/errors/0/message").asText()).contains("'one' is not a version");
    }

    @Test
    void aFolderThatIsNoneAndACommandThatIsNone() {
        Run none = Run.of("catalog", "lint", catalog.resolve("none").toString());

        assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(none.out()).contains("catalog.yaml: there is no such file in " + catalog.resolve("none"));
        assertThat(Run.of("catalog").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of("catalog").err()).contains("There is: lint");
    }

    private Run lint(String... options) {
        String[] words = new String[options.length + 5];
        words[0] = "catalog";
        words[1] = "lint";
        words[2] = catalog.toString();
        words[3] = "--feeds";
        words[4] = catalog.resolve("feeds").toString();
        System.arraycopy(options, 0, words, 5, options.length);
        return Run.of(words);
    }

    private static String family(String name, String rest) {
        return """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: %s
                from: {base: {image: "debian:{variant}"}}
                tests: [{path: tests/t}]
                """.formatted(name) + rest + "\n";
    }

    private void write(String name, String text) throws IOException {
        Path file = catalog.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
