package dev.imprimatur.planner.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.plan.Selection;
import dev.imprimatur.planner.plan.Standing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagDiffTest {
    @TempDir
    Path root;

    @Test
    void aFirstRebuildSetsNewTags() {
        assertThat(lines(diff("[{version: 1.0.0}]", List.of())))
                .containsExactly("app:1 is new, for app/1.0.0/bookworm", "app:1.0.0 is new, for app/1.0.0/bookworm");
    }

    @Test
    void aNewReleaseMovesTheMovingTagForward() {
        TagDiff diff = diff("[{version: 1.9.0}, {version: 1.12.0}]", published("1.9.0"));

        assertThat(lines(diff))
                .containsExactly(
                        "app:1 moves from app/1.9.0/bookworm to app/1.12.0/bookworm",
                        "app:1.12.0 is new, for app/1.12.0/bookworm",
                        "app:1.9.0 stays with app/1.9.0/bookworm");
        assertThat(diff.refused(Set.of())).isEmpty();
    }

    @Test
    void aWithdrawnReleaseWouldMoveItBackward() {
        TagDiff diff = diff("[{version: 1.9.0}]", published("1.12.0"));

        assertThat(lines(diff))
                .containsExactly(
                        "app:1 would move backward from app/1.12.0/bookworm to app/1.9.0/bookworm",
                        "app:1.12.0 would vanish: it names app/1.12.0/bookworm, and no image of the plan has it",
                        "app:1.9.0 is new, for app/1.9.0/bookworm");
        assertThat(diff.refused(Set.of()))
                .extracting(change -> change.tag().toString())
                .containsExactly("app:1");
        assertThat(diff.refused(Set.of(Allowance.BACKWARD))).isEmpty();
        assertThat(diff.refused(Set.of(Allowance.VANISH))).hasSize(1);
    }

    @Test
    void aMovingTagThatNoImageHasIsRefusedUntilItIsAllowedToVanish() {
        ImageKey image = ImageKey.parse("app/1.0.0/bookworm");
        CurrentTag latest = new CurrentTag(Tag.parse("app:latest"), image, true, false);

        assertThat(diff("[{version: 1.0.0}]", List.of(latest)).refused(Set.of()))
                .extracting(TagChange::kind)
                .containsExactly(TagChange.Kind.VANISHED);
        TagDiff allowed = diff("[{version: 1.0.0}]", List.of(new CurrentTag(latest.tag(), image, true, true)));
        assertThat(allowed.refused(Set.of())).isEmpty();
        assertThat(lines(allowed)).anyMatch(line -> line.startsWith("app:latest would vanish"));
    }

    @Test
    void tagsOfAFrozenImageStayAndThoseOfARetiredOneVanishAsAnnounced() {
        String frozen =
                "lines: {\"1\": {endOfLife: {date: 2026-01-01, policy: freeze}}}\nreleases: [{version: 1.0.0}]\n";
        ImageKey image = ImageKey.parse("app/1.0.0/bookworm");
        List<CurrentTag> current = List.of(new CurrentTag(Tag.parse("app:1"), image, true, false));

        Plan plan = planOf(frozen);
        assertThat(TagDiff.of(plan, plan, key -> true, current).changes()).isEmpty();
        Plan retiring = planOf(frozen.replace("freeze", "retire"));
        TagDiff diff = TagDiff.of(retiring, retiring, key -> true, current);
        assertThat(diff.changes()).extracting(TagChange::kind).containsExactly(TagChange.Kind.VANISHED);
        assertThat(diff.refused(Set.of())).isEmpty();
    }

    /** The line's last release was not published before its end, or the feed does not list the one that was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep: latest-patch\nreleases: [{version: 1.0.0}, {version: 1.0.1}, {version: 2.0.0}]",
                "releases: [{version: 2.0.0}]"
            })
    void tagsOfARetiredLineNeedNoPermissionToVanishWhicheverOfItsReleasesHasThem(String releases) {
        ImageKey image = ImageKey.parse("app/1.0.0/bookworm");
        CurrentTag moving = new CurrentTag(Tag.parse("app:1"), image, true, false);
        Standing standing = new Standing(true, Set.of(image), Set.of(image), Map.of(moving.tag(), image));
        String retired = "lines: {\"1\": {endOfLife: {date: 2026-01-01, policy: retire}}}\n";

        Plan plan = Planner.plan(catalog(retired + releases + "\n"), Catalogs.DAY, standing);
        TagDiff diff = TagDiff.of(plan, plan, key -> true, List.of(moving));

        assertThat(diff.changes()).extracting(TagChange::kind).contains(TagChange.Kind.VANISHED);
        assertThat(diff.refused(Set.of())).isEmpty();
    }

    @Test
    void aTagOfAnotherVariantIsTakenOverOnlyIfThatIsAllowed() {
        ImageKey other = ImageKey.parse("app/1.0.0/trixie");
        TagDiff diff = diff("[{version: 1.0.0}]", List.of(new CurrentTag(Tag.parse("app:1"), other, true, false)));

        assertThat(lines(diff)).contains("app:1 would be taken over by app/1.0.0/bookworm from app/1.0.0/trixie");
        assertThat(diff.refused(Set.of(Allowance.BACKWARD, Allowance.VANISH))).hasSize(1);
        assertThat(diff.refused(Set.of(Allowance.TAKEOVER))).isEmpty();
    }

    @Test
    void onlyWhatWasAskedForCanVanish() {
        CurrentTag other =
                new CurrentTag(Tag.parse("other:latest"), ImageKey.parse("other/1.0.0/bookworm"), true, false);
        Plan plan = plan("[{version: 1.0.0}]");

        assertThat(lines(TagDiff.of(plan, plan, Selection.parse("app"), List.of(other))))
                .noneMatch(line -> line.contains("other"));
        assertThat(lines(TagDiff.of(plan, plan, image -> true, List.of(other))))
                .anyMatch(line -> line.contains("other:latest would vanish"));
    }

    @Test
    void aPartOfThePlanChangesItsOwnTagsOnly() {
        Plan whole = plan("[{version: 1.9.0}, {version: 1.12.0}]");
        Selection old = Selection.parse("app/1.9.0/*");

        assertThat(lines(TagDiff.of(whole, whole.select(old, Set.of()), old, published("1.9.0"))))
                .containsExactly("app:1.9.0 stays with app/1.9.0/bookworm");
    }

    private TagDiff diff(String releases, List<CurrentTag> current) {
        Plan plan = plan(releases);
        return TagDiff.of(plan, plan, image -> true, current);
    }

    private Plan plan(String releases) {
        return planOf("releases: " + releases + "\n");
    }

    private Plan planOf(String releases) {
        return Planner.plan(catalog(releases), Catalogs.DAY);
    }

    private Catalog catalog(String releases) {
        Catalogs.small(root, "");
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm]\nfamilies: [app]\n");
        Catalogs.write(root, "app/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: app
                from: {base: {image: "debian:{variant}"}}
                aliases: [major]
                %s""".formatted(releases));
        return CatalogReader.read(root);
    }

    private static List<CurrentTag> published(String version) {
        ImageKey image = new ImageKey("app", version, "bookworm");
        return List.of(
                new CurrentTag(Tag.parse("app:" + version), image, false, false),
                new CurrentTag(Tag.parse("app:1"), image, true, false));
    }

    private static List<String> lines(TagDiff diff) {
        return diff.changes().stream().map(TagChange::toString).toList();
    }
}
