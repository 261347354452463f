package dev.imprimatur.dante;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliasComparisonTest {
    @TempDir
    Path root;

    @Test
    void aVersionThatWasSortedAsTextIsFound() {
        assertThat(differences(
                        "{name: \"node:0.12.9\", alias: [\"node:0.12\"]}",
                        "{name: \"node:0.12.15\", alias: [\"node:latest\"]}"))
                .containsExactly("other-image node:0.12 node:0.12.9 node:0.12.15 line 2");
    }

    @Test
    void whatIsMissingOrTooMuchIsFound() {
        assertThat(differences(
                        "{name: \"app:0.9.0\", alias: [\"app:0\", \"app:0.9\"]}",
                        "{name: \"app:1.2.0\", alias: [\"app:1.1\", \"app:1.2\", \"app:latest\"]}"))
                .containsExactly(
                        "not-by-rule app:0 app:0.9.0 null line 2",
                        "not-by-rule app:1.1 app:1.2.0 null line 3",
                        "not-stated app:1 null app:1.2.0 line 3");
    }

    @Test
    void namesAreKeptAndListed() {
        assertThat(
                        differences(
                                "{name: \"app:4.2.1\", alias: [\"app:4\", \"app:4.2\", \"app:latest\", \"app:argon\", \"other/app:nightly\"]}"))
                .containsExactly(
                        "name app:argon app:4.2.1 null line 2", "name other/app:nightly app:4.2.1 null line 2");
    }

    @Test
    void imagesWithAWordBeforeTheVersionCompeteAmongThemselves() {
        assertThat(differences(
                        "{name: \"app:iojs-3.9.0\", alias: [\"app:iojs-3\", \"app:iojs-3.9\", \"app:iojs-latest\"]}",
                        "{name: \"app:iojs-3.10.0\", alias: [\"app:iojs-3.10\"]}",
                        "{name: \"app:2.0.0\", alias: [\"app:2\", \"app:2.0\", \"app:latest\"]}"))
                .containsExactly(
                        "other-image app:iojs-3 app:iojs-3.9.0 app:iojs-3.10.0 line 2",
                        "other-image app:iojs-latest app:iojs-3.9.0 app:iojs-3.10.0 line 2");
    }

    @Test
    void aRepeatedRepositoryIsComparedOnItsOwn() {
        assertThat(
                        differences(
                                "{name: \"jessie:4.2.0\", alias: [\"jessie:4\", \"jessie:4.2\", \"jessie:latest\", \"node:4.2.0\"]}"))
                .containsExactly(
                        "not-stated node:4 null jessie:4.2.0 line 2",
                        "not-stated node:4.2 null jessie:4.2.0 line 2",
                        "not-stated node:latest null jessie:4.2.0 line 2");
    }

    @Test
    void aFullVersionOnAnotherImageIsFound() {
        assertThat(differences("{name: \"app:1.0.0\", alias: [\"app:1.0.1\", \"app:1\", \"app:1.0\", \"app:latest\"]}"))
                .containsExactly("other-image app:1.0.1 app:1.0.0 null line 2");
    }

    @Test
    void whatACataloguesRulesGiveIsNoDifference() throws IOException {
        Random random = new Random(1059);
        for (int round = 0; round < 50; round++) {
            Path folder = Files.createDirectory(root.resolve("round" + round));
            List<String> versions = random.ints(0, 4 * 12 * 12)
                    .limit(30)
                    .distinct()
                    .mapToObj(i -> i / 144 + "." + i / 12 % 12 + "." + i % 12)
                    .toList();
            Catalogs.small(
                    folder,
                    "variants: [bookworm]\naliases: [major, major.minor, latest]\nreleases: ["
                            + versions.stream()
                                    .map(version -> "{version: " + version + "}")
                                    .collect(Collectors.joining(", "))
                            + "]\n");
            String[] images = Planner.plan(CatalogReader.read(folder), Catalogs.DAY).images().stream()
                    .map(image -> "{name: \"" + image.pinned().getFirst() + "\", alias: ["
                            + image.aliases().stream()
                                    .filter(tag -> tag.repository()
                                            .equals(image.pinned().getFirst().repository()))
                                    .map(tag -> '"' + tag.toString() + '"')
                                    .collect(Collectors.joining(", "))
                            + "]}")
                    .toArray(String[]::new);

            assertThat(differences(images)).isEmpty();
        }
    }

    private List<String> differences(String... images) {
        Catalogs.write(root, "a/Dockerfile", "FROM debian:bookworm\n");
        StringBuilder inventory = new StringBuilder("images:\n");
        for (String image : images) {
            inventory
                    .append("  - ")
                    .append(image.replace("{name", "{path: a, name"))
                    .append('\n');
        }
        Catalogs.write(root, "inventory.yml", inventory.toString());
        return AliasComparison.of(DanteProject.read(List.of(root))).stream()
                .map(found -> found.kind() + " " + found.tag() + " " + text(found.stated()) + " "
                        + text(found.byRules()) + " line " + found.line())
                .toList();
    }

    private static String text(Tag tag) {
        return String.valueOf(tag);
    }
}
