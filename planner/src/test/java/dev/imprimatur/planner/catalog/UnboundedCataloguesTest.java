package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.feed.FeedEntry;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.version.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What no memory, stack or patience suffices for is a mistake with its place. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnboundedCataloguesTest {
    private static final int FAR = 100_000;

    @TempDir
    Path root;

    private List<String> mistakes() {
        return mistakes(Feeds.NONE);
    }

    private List<String> mistakes(Feeds feeds) {
        return catchThrowableOfType(CatalogException.class, () -> CatalogReader.read(root, feeds)).problems().stream()
                .map(problem -> problem.toString().replaceAll("(.{300}).*", "$1"))
                .toList();
    }

    @Test
    void aVersionWithoutEndIsNone() {
        Catalogs.small(
                root, "releases: [{version: 1" + ".1".repeat(FAR) + "}, {version: 1.0.0-a" + ".a".repeat(FAR) + "}]\n");

        assertThat(mistakes())
                .hasSize(2)
                .allSatisfy(mistake -> assertThat(mistake).startsWith("app/family.yaml:8: a version has at most"));
    }

    @Test
    void aRangeWithoutEndIsNone() {
        Catalogs.small(
                root,
                "exclude: [{version: 1.0.0-a" + ".a".repeat(FAR) + ", reason: none}]\nreleases: [{version: 1.0.0}]\n");

        assertThat(mistakes())
                .singleElement()
                .asString()
                .startsWith("app/family.yaml:8: ")
                .contains("is not a range of versions");
    }

    @Test
    void aPathOfChecksumsWithoutEndIsMatched() {
        Catalogs.small(
                root,
                "feed: {type: node-index, url: \"https://node.example/i\", checksums: \"" + "a/".repeat(FAR)
                        + "{version}$\"}\n");

        assertThat(mistakes()).singleElement().asString().startsWith("app/family.yaml:8: feed.checksums: '");
    }

    /** A comparison with another word takes memory for each pair of their letters. */
    @Test
    void aWordWithoutEndIsLikeNoOther() {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\nreleases" + "s".repeat(300) + ": 1\n");

        assertThat(catchThrowableOfType(CatalogException.class, () -> CatalogReader.read(root)))
                .hasMessageContaining("ss' is unknown here, expected one of aliases");
    }

    @Test
    void aMatrixWithoutEndIsAMistake() {
        String variants = IntStream.range(0, 2_000).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
        String releases = IntStream.range(0, 2_000)
                .mapToObj(i -> "{version: 1.0." + i + "}")
                .collect(Collectors.joining(", "));
        Catalogs.small(root, "variants: [" + variants + "]\nreleases: [" + releases + "]\n");

        assertThat(mistakes())
                .singleElement()
                .asString()
                .startsWith("app/family.yaml:9: there are more than 50000 images");
    }

    @Test
    void soAreManyFamiliesTogether() {
        String releases = IntStream.range(0, 30_000)
                .mapToObj(i -> "{version: 1.0." + i + "}")
                .collect(Collectors.joining(", "));
        Catalogs.write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm]
                families: [one, two]
                """);
        for (String name : List.of("one", "two")) {
            Catalogs.write(root, name + "/family.yaml", """
                    apiVersion: imprimatur.dev/v1
                    kind: Family
                    name: %s
                    from: {base: {image: "debian:{variant}"}}
                    releases: [%s]
                    """.formatted(name, releases));
            Catalogs.write(root, name + "/Dockerfile", "FROM {base}\n");
        }

        assertThat(mistakes())
                .singleElement()
                .asString()
                .startsWith("two/family.yaml:5: there are more than 50000 images");
    }

    /** The feed has brought it in: the family is left out, and the others are planned. */
    @Test
    void aFeedThatListsSoManyLeavesOutItsFamily() {
        List<FeedEntry> entries = IntStream.range(0, 30_000)
                .mapToObj(i -> new FeedEntry(Version.parse("1.0." + i), null, Map.of()))
                .toList();
        Catalogs.small(root, "feed: {type: list, url: \"https://app.example/list\"}\n");
        Catalogs.write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm, trixie]
                families: [app, other]
                """);
        Catalogs.write(root, "other/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: other
                repository: other-{variant}
                from: {base: {image: "debian:{variant}"}}
                releases: [{version: 1.0.0}]
                """);
        Catalogs.write(root, "other/Dockerfile", "FROM {base}\n");

        Catalog catalog = CatalogReader.read(root, (folder, family, feed) -> new FeedReading(entries, List.of()));

        assertThat(catalog.families()).singleElement().extracting(Family::name).isEqualTo("other");
        assertThat(catalog.leftOut())
                .singleElement()
                .asString()
                .contains("app/family.yaml:8: there are more than 50000 images");
    }

    @Test
    void manyVariantsAreReadInTime() {
        String variants = IntStream.range(0, 300_000).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
        Catalogs.small(root, "variants: [" + variants + "]\nreleases: [{version: 1.0.0}]\n");

        assertThat(mistakes()).singleElement().asString().contains("more than 50000 images");
    }

    @Test
    void aFileThatMemoryMayNotSufficeForIsRefused() {
        Catalogs.small(root, "tests: [{path: tests/ok}]\nreleases: [{version: 1.0.0}]\n");
        Catalogs.sparse(root, "app/Dockerfile", 3L << 30);
        assertThat(mistakes())
                .singleElement()
                .asString()
                .isEqualTo("app/Dockerfile: the file has more than 33554432 bytes");

        Catalogs.sparse(root, "app/family.yaml", 3L << 30);
        assertThat(mistakes())
                .singleElement()
                .asString()
                .isEqualTo("app/family.yaml: the file has more than 33554432 bytes");
    }

    /** Opening one waits for a writer, who may never come. */
    @Test
    void aNamedPipeIsNoFile() throws Exception {
        Catalogs.small(root, "template: pipe\nreleases: [{version: 1.0.0}]\n");
        assertThat(new ProcessBuilder("mkfifo", root.resolve("app/pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(mistakes()).containsExactly("app/family.yaml:8: the template app/pipe cannot be read; is it there?");
    }
}
