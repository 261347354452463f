package dev.imprimatur.planner.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Planner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagStyleTest {
    private static final String FAMILY = """
            apiVersion: imprimatur.dev/v1
            kind: Family
            name: node
            from: {base: {image: "debian:{variant}"}}
            aliases: [major, codename, lts, latest]
            lines: {"22": {codename: Jod}}
            releases: [{version: 22.1.0}, {version: 22.2.0}]
            """;

    @TempDir
    Path root;

    @Test
    void aRepositoryForEachVariantAndTheDefaultVariantRepeated() {
        assertThat(tags(FAMILY + "repository: node-{variant}\ndefaultRepository: node\n"))
                .containsEntry(
                        "node/22.2.0/bookworm",
                        List.of(
                                "node-bookworm:22.2.0",
                                "node:22.2.0",
                                "node:22",
                                "node:jod",
                                "node:latest",
                                "node:lts",
                                "node-bookworm:22",
                                "node-bookworm:jod",
                                "node-bookworm:latest",
                                "node-bookworm:lts"))
                .containsEntry("node/22.1.0/trixie", List.of("node-trixie:22.1.0"));
    }

    @Test
    void oneRepositoryWithSuffixesAsDockerOfficialImagesHave() {
        assertThat(tags(FAMILY + "tags: {style: suffix}\n"))
                .containsEntry(
                        "node/22.2.0/bookworm",
                        List.of(
                                "node:22.2.0-bookworm",
                                "node:22.2.0",
                                "node:22",
                                "node:22-bookworm",
                                "node:bookworm",
                                "node:jod",
                                "node:jod-bookworm",
                                "node:latest",
                                "node:lts",
                                "node:lts-bookworm"))
                .containsEntry(
                        "node/22.2.0/trixie",
                        List.of(
                                "node:22.2.0-trixie",
                                "node:22-trixie",
                                "node:jod-trixie",
                                "node:lts-trixie",
                                "node:trixie"))
                .containsEntry("node/22.1.0/bookworm", List.of("node:22.1.0-bookworm", "node:22.1.0"));
    }

    @Test
    void bothStylesAtOnce() {
        assertThat(tags(FAMILY + "repository: node-{variant}\ndefaultRepository: node\ntags: {style: both}\n"))
                .containsEntry(
                        "node/22.2.0/trixie",
                        List.of(
                                "node-trixie:22.2.0",
                                "node:22.2.0-trixie",
                                "node:22-trixie",
                                "node:jod-trixie",
                                "node:lts-trixie",
                                "node:trixie",
                                "node-trixie:22",
                                "node-trixie:jod",
                                "node-trixie:latest",
                                "node-trixie:lts"));
    }

    @Test
    void aPrefixStandsInFrontOfEveryTagOfALine() {
        Map<String, List<String>> tags = tags("""
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: node
                repository: node-{variant}
                from: {base: {image: "debian:{variant}"}}
                aliases: [major, major.minor, latest]
                lines: {"1": {prefix: iojs-}}
                releases: [{version: 1.8.4}, {version: 4.2.1}]
                """);

        assertThat(tags.get("node/1.8.4/trixie"))
                .containsExactly(
                        "node-trixie:iojs-1.8.4",
                        "node-trixie:iojs-1",
                        "node-trixie:iojs-1.8",
                        "node-trixie:iojs-latest");
        assertThat(tags.get("node/4.2.1/trixie"))
                .containsExactly("node-trixie:4.2.1", "node-trixie:4", "node-trixie:4.2", "node-trixie:latest");
    }

    private Map<String, List<String>> tags(String family) {
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm, trixie]\ndefaultVariant: bookworm\n"
                        + "families: [node]\n");
        Catalogs.write(root, "node/family.yaml", family);
        Catalogs.write(root, "node/Dockerfile", "FROM {base}\n");
        Plan plan = Planner.plan(CatalogReader.read(root), Catalogs.DAY);
        return plan.images().stream()
                .collect(Collectors.toMap(
                        image -> image.image().toString(),
                        image -> Stream.concat(image.pinned().stream(), image.aliases().stream())
                                .map(Object::toString)
                                .toList()));
    }
}
