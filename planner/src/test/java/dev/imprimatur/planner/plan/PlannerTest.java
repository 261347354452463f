package dev.imprimatur.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.fixture.Golden;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    @TempDir
    Path root;

    @Test
    void theShippedPlanIsAsRecorded() {
        checkPlan(Catalogs.SHIPPED, "shipped-plan.txt");
    }

    @Test
    void thePlanOfDebiansRuntimesIsAsRecorded() {
        checkPlan(Catalogs.DEBIAN_RUNTIMES, "debian-runtimes-plan.txt");
    }

    @Test
    void thePlanOfOurOwnImagesIsAsRecorded() {
        checkPlan(Catalogs.serviceImages(root), "service-images-plan.txt");
    }

    private static void checkPlan(Path catalog, String golden) {
        Plan plan = Planner.plan(CatalogReader.read(catalog), Catalogs.DAY);

        Golden.check(
                golden,
                plan.images().stream()
                        .map(image -> image.image() + "\n  from " + image.bases() + "\n  pinned " + image.pinned()
                                + "\n  aliases " + image.aliases() + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void versionsAreComparedAsNumbers() {
        Catalogs.small(
                root,
                "aliases: [major.minor, latest]\nreleases: [{version: 0.12.9}, {version: 0.12.15}, {version: 0.9.0}]\n");

        assertThat(tagsOf("app/0.12.15/bookworm"))
                .containsExactlyInAnyOrder(
                        "app-bookworm:0.12.15",
                        "app:0.12.15",
                        "app-bookworm:0.12",
                        "app:0.12",
                        "app-bookworm:latest",
                        "app:latest");
        assertThat(tagsOf("app/0.12.9/bookworm")).containsExactlyInAnyOrder("app-bookworm:0.12.9", "app:0.12.9");
        assertThat(tagsOf("app/0.9.0/trixie")).containsExactlyInAnyOrder("app-trixie:0.9.0", "app-trixie:0.9");
    }

    @Test
    void majorZeroAndPreReleasesGetNoMovingMajor() {
        Catalogs.small(root, "aliases: [major, latest]\nreleases: [{version: 0.1.0}, {version: 2.0.0-rc.1}]\n");

        assertThat(tagsOf("app/0.1.0/trixie")).containsExactlyInAnyOrder("app-trixie:0.1.0", "app-trixie:latest");
        assertThat(tagsOf("app/2.0.0-rc.1/trixie")).containsExactly("app-trixie:2.0.0-rc.1");
    }

    @Test
    void twoImagesNeverClaimOneTag() {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                from: {base: {image: "debian:{variant}"}}
                releases: [{version: 1.0.0}]
                """);

        assertThatThrownBy(() -> Planner.plan(CatalogReader.read(root), Catalogs.DAY))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("tag app:1.0.0 is claimed by app/1.0.0/bookworm and by app/1.0.0/trixie");
    }

    @Test
    void aMovingTagIsNoImagesPinnedTag() {
        Catalogs.small(root, "aliases: [major]\nreleases: [{version: \"1\"}, {version: 1.1.0}]\n");

        assertThatThrownBy(() -> Planner.plan(CatalogReader.read(root), Catalogs.DAY))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("tag app:1 is claimed by app/1.1.0/bookworm and by app/1/bookworm");
    }

    @Test
    void statedTagsAreTheReleasesOnlyOnes() {
        Catalogs.small(root, """
                variants: [bookworm]
                aliases: [major]
                releases:
                  - {version: 1.0.0, tags: ["other/app:one", "app:stable"]}
                  - {version: 1.1.0}
                """);

        PlannedImage stated = plan().image(ImageKey.parse("app/1.0.0/bookworm")).orElseThrow();

        assertThat(stated.pinned()).hasToString("[other/app:one]");
        assertThat(stated.aliases()).hasToString("[app:stable]");
        assertThat(tagsOf("app/1.1.0/bookworm"))
                .containsExactlyInAnyOrder("app-bookworm:1.1.0", "app:1.1.0", "app-bookworm:1", "app:1");
    }

    /** What the message of a version that is none advises. */
    @Test
    void aTagThatIsNoVersionIsStated() {
        Catalogs.small(root, """
                variants: [bookworm]
                releases:
                  - {version: 2024.4, tags: ["app:2024.04"]}
                  - {version: 1.2.3+4, tags: ["app:1.2.3.4"]}
                """);

        assertThat(plan().images())
                .extracting(image -> image.tags().toString())
                .containsExactly("[app:2024.04]", "[app:1.2.3.4]");
    }

    @Test
    void aStatedTagBelongsToNoOtherImage() {
        Catalogs.small(root, """
                variants: [bookworm]
                aliases: [major]
                releases: [{version: 1.0.0, tags: ["app:one", "app:1"]}, {version: 1.1.0}]
                """);

        assertThatThrownBy(this::plan)
                .hasMessageContaining("tag app:1 is claimed by app/1.0.0/bookworm and by app/1.1.0/bookworm");

        Catalogs.small(root, "releases: [{version: 1.0.0, tags: [\"app:one\"]}]\n");

        assertThatThrownBy(this::plan)
                .hasMessageContaining("release 1.0.0: stated tags belong to one image, but it is on bookworm, trixie;");
    }

    @Test
    void basesStandFirstWhateverTheOrderOfFamilies() {
        chain("[third, second, first]", "first");

        List<String> order =
                plan().images().stream().map(image -> image.image().family()).toList();

        assertThat(order).containsExactly("first", "second", "third");
    }

    @Test
    void aCircleIsNamed() {
        chain("[first, second, third]", "third");

        assertThatThrownBy(this::plan)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(
                        "base images go in a circle: first/1.0.0/bookworm → third/1.0.0/bookworm → second/1.0.0/bookworm → first/1.0.0/bookworm");
    }

    @Test
    void aMissingBaseIsNamed() {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                variants: [bookworm]
                from: {base: {family: nothing}}
                releases: [{version: 1.0.0}]
                """);

        assertThatThrownBy(this::plan)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(
                        "from.base: there is no image of family 'nothing' on variant 'bookworm' in this catalogue");
    }

    @Test
    void aSelectionTakesMissingBasesAlongAndKeepsTheTags() {
        Plan whole = Planner.plan(CatalogReader.read(Catalogs.SHIPPED), Catalogs.DAY);
        Selection selection = Selection.parse("node/22.*/trixie");

        Plan alone = whole.select(selection, Set.of());
        Plan onExisting = whole.select(
                selection, Set.of(ImageKey.parse("node-base/13/trixie"), ImageKey.parse("node-fetch/12/bookworm")));

        assertThat(alone.images())
                .extracting(image -> image.image().toString())
                .containsExactly(
                        "node-base/12/bookworm",
                        "node-base/13/trixie",
                        "node-fetch/12/bookworm",
                        "node/22.23.2/trixie",
                        "node/22.23.3/trixie");
        assertThat(onExisting.images())
                .extracting(image -> image.image().toString())
                .containsExactly("node/22.23.2/trixie", "node/22.23.3/trixie");
        assertThat(onExisting.images().getLast().aliases())
                .isEqualTo(whole.image(ImageKey.parse("node/22.23.3/trixie"))
                        .orElseThrow()
                        .aliases());
    }

    private void chain(String families, String firstIsFrom) {
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm]\nfamilies: " + families + "\n");
        family(
                "first",
                firstIsFrom.equals("first") ? "{image: \"debian:{variant}\"}" : "{family: " + firstIsFrom + "}");
        family("second", "{family: first}");
        family("third", "{family: second}");
    }

    private void family(String name, String from) {
        Catalogs.write(
                root,
                name + "/family.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Family\nname: " + name + "\nfrom: {base: " + from
                        + "}\nreleases: [{version: 1.0.0}]\n");
        Catalogs.write(root, name + "/Dockerfile", "FROM {base}\n");
    }

    private Plan plan() {
        return Planner.plan(CatalogReader.read(root), Catalogs.DAY);
    }

    private List<String> tagsOf(String key) {
        PlannedImage image = plan().image(ImageKey.parse(key)).orElseThrow();
        return java.util.stream.Stream.concat(image.pinned().stream(), image.aliases().stream())
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'{family: app}', 25.0.1",
        "'{family: app, version: 26.0.0-rc.1}', 26.0.0-rc.1",
    })
    void aBaseWithoutVersionIsTheNewestRelease(String from, String base) {
        child("releases: [{version: 25.0.1}, {version: 26.0.0-rc.1}, {version: 25.0.0}]\n", from);

        assertThat(Planner.plan(CatalogReader.read(root), Catalogs.DAY)
                        .images()
                        .getLast()
                        .parents())
                .containsExactly(ImageKey.parse("app/" + base + "/trixie"));
    }

    @Test
    void aBaseWithoutVersionIsAPreReleaseWhereThereIsNoRelease() {
        child("releases: [{version: 26.0.0-rc.2}, {version: 26.0.0-rc.10}]\n", "{family: app}");

        assertThat(Planner.plan(CatalogReader.read(root), Catalogs.DAY)
                        .images()
                        .getLast()
                        .parents())
                .containsExactly(ImageKey.parse("app/26.0.0-rc.10/trixie"));
    }

    private void child(String releases, String from) {
        Catalogs.small(root, releases);
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [trixie]\nfamilies: [app, child]\n");
        Catalogs.write(
                root,
                "child/family.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Family\nname: child\nfrom: {base: " + from + "}\n"
                        + "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "child/Dockerfile", "FROM {base}\n");
    }
}
