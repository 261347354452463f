package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.planner.Catalogs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogReaderTest {
    @TempDir
    Path root;

    @Test
    void theShippedCatalogueIsRight() {
        Catalog catalog = CatalogReader.read(Catalogs.SHIPPED);

        assertThat(catalog.families()).extracting(Family::name).containsExactly("node-base", "node-fetch", "node");
    }

    @Test
    void aReleaseTakesWhatItsLineAndFamilySay() {
        Catalogs.small(root, """
                args: {a: family, b: family, c: family}
                lines:
                  "22": {codename: Jod, args: {b: line, c: line}}
                releases:
                  - {version: 22.1.0, args: {c: release}}
                  - {version: 23.0.0}
                """);

        List<Release> releases = CatalogReader.read(root).families().getFirst().releases();

        assertThat(releases.get(0).args())
                .containsEntry("a", "family")
                .containsEntry("b", "line")
                .containsEntry("c", "release");
        assertThat(releases.get(0).codename()).isEqualTo("Jod");
        assertThat(releases.get(1).args()).containsEntry("b", "family");
        assertThat(releases.get(1).codename()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'releases: []'|app/family.yaml:8: there are no releases",
                "'releases: [{version: 1.0.0}];;alias: [major]'|'alias' is unknown here, expected one of aliases, apiVersion",
                "'releases: [{version: one}]'|app/family.yaml:8: one: 'one' is not a version, expected for example 22.23.3",
                "'releases: [{version: 1.0.0, variants: [jessie]}]'|release 1.0.0: variant 'jessie' is not one of [bookworm, trixie]",
                "'releases: [{version: 1.0.0}];;aliases: [newest]'|'newest' is not an alias rule, expected one of major, major.minor",
                "'releases: [{version: 1.0.0}];;tests: [{path: tests/none}]'|app/family.yaml:9: the test app/tests/none has no Dockerfile",
                "'releases: [{version: 1.0.0}];;template: None'|the template app/None cannot be read",
                "'releases: [{version: 1.0.0}];;args: {x: \"a~RUN b\"}'|args.x: expected one line of text",
                "'releases: [{version: 1.0.0}];;context: files'|there is no folder app/files",
                "'releases: {version: 1.0.0}'|app/family.yaml:8: releases: Cannot deserialize",
                "'releases: [{version: 1.0.0'|app/family.yaml:",
            })
    void aMistakeIsToldWithItsPlace(String yaml, String message) {
        Catalogs.small(
                root, yaml.substring(1, yaml.length() - 1).replace(";;", "\n").replace("~", "\\n") + "\n");

        CatalogException exception = catchThrowableOfType(CatalogException.class, () -> CatalogReader.read(root));

        assertThat(exception).hasMessageContaining(message);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        Catalogs.small(root, """
                aliases: [newest]
                tests: [{path: tests/none}]
                releases: [{version: one}]
                """);
        Catalogs.write(root, "other/family.yaml", "apiVersion: v1\nkind: Family\nname: Oth er\n");
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm]\ndefaultVariant: buster\nfamilies: [app, other]\n");

        CatalogException exception = catchThrowableOfType(CatalogException.class, () -> CatalogReader.read(root));

        assertThat(exception.problems()).hasSizeGreaterThanOrEqualTo(8);
        assertThat(exception.problems())
                .extracting(Problem::file)
                .contains("catalog.yaml", "app/family.yaml", "other/family.yaml");
    }

    @Test
    void aFolderWithoutCatalogueIsNamed() {
        CatalogException exception = catchThrowableOfType(CatalogException.class, () -> CatalogReader.read(root));

        assertThat(exception).hasMessageContaining("catalog.yaml: there is no such file in " + root);
    }
}
