package dev.imprimatur.dante;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DanteProjectTest {
    @TempDir
    Path root;

    @BeforeEach
    void folders() {
        Catalogs.write(root, "a/Dockerfile", "FROM debian:bookworm\n");
        Catalogs.write(root, "b/Dockerfile", "FROM x/a:1\n");
        Catalogs.write(root, "t/Dockerfile", "RUN true\n");
    }

    @Test
    void basesStandFirstByTheirFrom() {
        DanteProject project = read("""
                images:
                  - {name: "x/b:1", path: ./b, test: ./t}
                  - {name: "x/a:1", path: ./a, test: ./t}
                """);

        assertThat(project.images()).extracting(DanteImage::family).containsExactly("a-1", "b-1");
        assertThat(project.images().getLast().bases()).hasToString("{base=a-1}");
    }

    @Test
    void anAliasOfAnImageIsABaseToo() {
        Catalogs.write(root, "b/Dockerfile", "FROM docker.io/x/a:newest\n");

        DanteProject project = read("""
                images:
                  - {name: "x/b", path: ./b, test: ./t}
                  - {name: "x/a:1", path: ./a, test: [./t], alias: "x/a:newest"}
                """);

        assertThat(project.images().getLast().bases()).hasToString("{base=a-1}");
    }

    @Test
    void projectsThatBuildOnEachOtherAreReadAsOne() {
        Catalogs.write(root, "base/inventory.yml", "images: [{name: x/base, path: ./a, test: ./a/t}]\n");
        Catalogs.write(root, "base/a/Dockerfile", "FROM debian:bookworm\n");
        Catalogs.write(root, "base/a/t/Dockerfile", "RUN true\n");
        Catalogs.write(root, "b/Dockerfile", "FROM x/base\n");
        Catalogs.write(root, "inventory.yml", "images: [{name: \"x/b:1\", path: b, test: t}]\n");

        DanteProject project = DanteProject.read(List.of(root, root.resolve("base")));

        assertThat(project.images()).extracting(DanteImage::family).containsExactly("base", "b-1");
    }

    @ParameterizedTest
    @CsvSource({
        "x/app:1.2.3, app-1.2.3, 1.2.3",
        "app:iojs-1.4.2, app-iojs-1.4.2, 1.4.2",
        "app:4, app-4, 4",
        "x/y/app, app, 0.0.0-latest",
        "app:_a.b_c, app-_a.b_c, 0.0.0-a-b-c",
        "app:007, app-007, 0.0.0-x007",
    })
    void anImageBecomesAFamilyWithOneRelease(String name, String family, String version) {
        DanteImage image = read("images: [{name: \"" + name + "\", path: a, test: t}]\n")
                .images()
                .getFirst();

        assertThat(image.family()).isEqualTo(family);
        assertThat(image.version()).hasToString(version);
    }

    @Test
    void namesThatWouldBeTheSameAreKeptApart() {
        DanteProject project = read("""
                images:
                  - {name: "x/a:1", path: a, test: t}
                  - {name: "y/a:1", path: a, test: t}
                """);

        assertThat(project.images()).extracting(DanteImage::family).containsExactly("x-a-1", "y-a-1");
    }

    @Test
    void whatStopsNothingIsANotice() throws IOException {
        Files.createSymbolicLink(root.resolve("a/README.md"), Path.of("../../README.md"));

        DanteProject project = read("""
                version: "2"
                images:
                  - name: "quay.io/x/a:1"
                    path: a
                    tests: t
                """);

        assertThat(project.notices())
                .extracting(DanteProjectTest::relative)
                .containsExactlyInAnyOrder(
                        "inventory.yml:1: version: dante passes over this key, and so does the import",
                        "inventory.yml:5: images[0].tests: dante passes over this key, and so does the import; it knows"
                                + " [name, path, test, alias]",
                        "inventory.yml:3: images[0].name: the registry quay.io is left out: images go to the configured"
                                + " registry, this one as x/a:1",
                        "inventory.yml:3: images[0].name: x/a:1 has no test: it will be built, but it is never"
                                + " published without one, and what is built from it fails",
                        "inventory.yml: 1 symbolic links that lead out of their folder are left out, the first is "
                                + root.resolve("a/README.md"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "images: []|inventory.yml:1: images: expected a list of images",
                "image: [x]|inventory.yml:1: images: expected a list of images",
                "- one|inventory.yml:1: expected keys with values",
                "images: [{name: \"x/a:1\"|inventory.yml:2: not YAML:",
                "images: [one]|inventory.yml:1: images[0]: expected keys with values",
                "images:~- path: a|inventory.yml:2: images[0]: 'name' is missing",
                "images:~- name: x/a|inventory.yml:2: images[0]: 'path' is missing",
                "images:~- name: 12~  path: a|inventory.yml:2: images[0].name: expected text",
                "images:~- name: x/a~  path: [a]|inventory.yml:3: images[0].path: expected text",
                "images:~- name: x/a~  path: a~  test: {x: t}|inventory.yml:4: images[0].test: expected text",
                "images:~- name: x/a~  path: a~  test: [t, 1]|inventory.yml:4: images[0].test[1]: expected text",
                "images:~- name: x/a~  path: a~  alias: [x/b, 2.1]|inventory.yml:4: images[0].alias[1]: expected text",
                "images:~- name: x/a~  name: x/b~  path: a|inventory.yml:3: images[0].name: the key is there twice",
                "images:~- name: X/a~  path: a|inventory.yml:2: images[0].name: not a repository name: 'X/a'",
                "images:~- name: x/a:-1~  path: a|inventory.yml:2: images[0].name: not a tag: '-1'",
                "images:~- name: x/a@sha256:00~  path: a|inventory.yml:2: images[0].name: 'x/a@sha256:00' names a digest",
                "images:~- name: x/a~  path: none|inventory.yml:3: images[0].path: there is no Dockerfile in 'none'",
                "images:~- name: x/a~  path: ../a|inventory.yml:3: images[0].path: '../a' lies outside",
                "images:~- name: x/a~  path: a~  test:~  - t~  - u|inventory.yml:6: images[0].test[1]: there is no Dockerfile in 'u'",
                "images:~- {name: x/a, path: a}~- {name: x/b, path: a, alias: x/a}|inventory.yml:3: images[1].alias: x/a:latest is stated already by images[0].name in",
                "images:~- {name: x/a, path: variable}|variable/Dockerfile:2: FROM: 'debian:$SUITE' depends on a variable",
                "images:~- {name: x/a, path: scratch}|scratch/Dockerfile: no FROM names an image",
                "images:~- {name: x/a, path: port}|port/Dockerfile:1: FROM: 'localhost:5000/x:1' names a registry with a port",
                "images:~- {name: x/a, path: a, test: from}|from/Dockerfile:2: FROM: a test stands on the image that it tests",
                "images:~- {name: x/a, path: large}|inventory.yml:2: images[0].path: the files in 'large' amount to 513 MiB",
                "images:~- {name: \"x/a:1\", path: b}|inventory.yml:2: images are built from each other in a circle: x/a:1 from x/a:1",
            })
    void aMistakeIsReportedWithFileLineAndField(String yaml, String message) {
        Catalogs.write(root, "variable/Dockerfile", "ARG SUITE\nFROM debian:$SUITE\n");
        Catalogs.write(root, "scratch/Dockerfile", "FROM scratch\nFROM scratch AS one\nFROM one\n");
        Catalogs.write(root, "port/Dockerfile", "FROM localhost:5000/x:1\n");
        Catalogs.write(root, "from/Dockerfile", "# first\nFROM debian\n");
        Catalogs.write(root, "large/Dockerfile", "FROM debian\n");
        Catalogs.sparse(root, "large/data", 513L * 1024 * 1024);

        CatalogException exception =
                catchThrowableOfType(CatalogException.class, () -> read(yaml.replace("~", "\n") + "\n"));

        assertThat(exception.problems())
                .extracting(DanteProjectTest::relative)
                .anySatisfy(
                        problem -> assertThat(problem.replace(root + "/", "")).startsWith(message));
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        CatalogException exception = catchThrowableOfType(CatalogException.class, () -> read("""
                images:
                  - {name: 1, path: a}
                  - {name: "x/a:1", path: none}
                  - {name: "x/b:1", path: a, test: none}
                """));

        assertThat(exception.problems()).extracting(Problem::line).containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void aFolderWithoutInventoryIsNamed() {
        CatalogException exception =
                catchThrowableOfType(CatalogException.class, () -> DanteProject.read(List.of(root)));

        assertThat(exception).hasMessageContaining("a dante project is a folder with an inventory.yml");
    }

    private DanteProject read(String inventory) {
        Catalogs.write(root, "inventory.yml", inventory);
        return DanteProject.read(List.of(root));
    }

    private static String relative(Problem problem) {
        String text = problem.toString();
        return text.substring(text.indexOf("inventory.yml") < 0 ? 0 : text.indexOf("inventory.yml"));
    }
}
