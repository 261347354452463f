package dev.imprimatur.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.Notice;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndOfLifeTest {
    private static final LocalDate EVE = LocalDate.of(2027, 4, 29);
    private static final LocalDate DAY = LocalDate.of(2027, 4, 30);

    @TempDir
    Path root;

    @BeforeEach
    void write() {
        lines("""
                endOfLife: {policy: freeze}
                tests: [{path: tests/ok}]
                lines:
                  "20": {codename: Iron, end: 2027-04-30, endOfLife: {policy: retire}}
                  "22": {codename: Jod, lts: 2024-10-29, maintenance: 2025-10-21, end: 2027-04-30}
                  "24": {codename: Krypton, lts: 2025-10-28, end: 2028-04-30}
                  "18": {endOfLife: {date: 2025-04-30, policy: keep}}
                """);
    }

    @Test
    void anEndIsAnnouncedBeforeItComes() {
        Plan plan = plan(EVE);

        assertThat(plan.images()).hasSize(4);
        assertThat(plan.frozen()).isEmpty();
        assertThat(plan.notices())
                .extracting(Notice::toString)
                .containsExactly(
                        "app 18: ended on 2025-04-30: is built all the same",
                        "app 20: ends on 2027-04-30: will be retired, which no longer plans it and frees its moving tags",
                        "app 22: in maintenance since 2025-10-21, ends on 2027-04-30: will be frozen, which keeps its tags and no longer builds it",
                        "app 24: ends on 2028-04-30: will be frozen, which keeps its tags and no longer builds it");
        assertThat(plan.notices().get(2).concerns(ImageKey.parse("app/22.1.0/trixie")))
                .isTrue();
        assertThat(plan.notices().get(2).concerns(ImageKey.parse("app/2.2.0/trixie")))
                .isFalse();
    }

    @Test
    void onItsLastDayALineIsMaintainedAllDayLong() {
        Plan plan = plan(DAY);

        assertThat(plan.images()).hasSize(4);
        assertThat(plan.frozen()).isEmpty();
        assertThat(plan.notices())
                .extracting(Notice::toString)
                .anyMatch(notice ->
                        notice.startsWith("app 22: in" + " maintenance since 2025-10-21, ends on 2027-04-30"));
    }

    @Test
    void whenTheDayIsOverALineIsFrozenOrRetired() {
        Plan plan = plan(DAY.plusDays(1));

        assertThat(plan.images())
                .extracting(image -> image.image().toString())
                .containsExactly("app/18.0.0/trixie", "app/24.0.0/trixie");
        assertThat(plan.frozen()).singleElement().satisfies(frozen -> {
            assertThat(frozen.image()).hasToString("app/22.1.0/trixie");
            assertThat(frozen.since()).isEqualTo(DAY);
            assertThat(frozen.aliases())
                    .extracting(Object::toString)
                    .containsExactly("app-trixie:22", "app-trixie:jod");
        });
        assertThat(plan.notices())
                .extracting(Notice::toString)
                .contains(
                        "app 20: ended on 2027-04-30: is retired, its images are not planned",
                        "app 22: ended on 2027-04-30: is frozen, its tags stay");
    }

    @Test
    void frozenImagesKeepTheirMovingTagsFromOlderLines() {
        lines("""
                lines:
                  "20": {codename: Iron}
                  "22": {codename: Jod, endOfLife: {date: 2026-01-01, policy: freeze}}
                  "24": {codename: Krypton, endOfLife: {date: 2026-01-01, policy: freeze}}
                """);

        Plan plan = plan(DAY);

        assertThat(plan.frozen().getLast().aliases())
                .extracting(Object::toString)
                .contains("app-trixie:lts", "app-trixie:latest");
        assertThat(plan.images())
                .flatExtracting(PlannedImage::aliases)
                .extracting(Object::toString)
                .doesNotContain("app-trixie:lts", "app-trixie:latest");
    }

    @Test
    void whatStandsOnAFrozenBaseIsStillBuilt() {
        lines("endOfLife: {date: 2027-04-30, policy: freeze}\n");
        child("from: {base: {family: app}}\nreleases: [{version: 1.0.0}]\n");

        Plan plan = plan(DAY.plusDays(1));

        assertThat(plan.images())
                .singleElement()
                .satisfies(child -> assertThat(child.parents()).containsExactly(ImageKey.parse("app/24.0.0/trixie")));
        assertThat(plan.select(Selection.parse("child"), Set.of()).images()).hasSize(1);
    }

    /** One that came after the end, or that never passed its test before it. */
    @Test
    void aFrozenReleaseThatWasNeverPublishedIsNoBase() {
        lines("endOfLife: {date: 2027-04-30, policy: freeze}\n");
        child("from: {base: {family: app}}\nreleases: [{version: 1.0.0}]\n");
        ImageKey published = ImageKey.parse("app/22.1.0/trixie");

        Plan plan = plan(DAY.plusDays(1), published);

        assertThat(plan.images())
                .singleElement()
                .satisfies(child -> assertThat(child.parents()).containsExactly(published));
    }

    @Test
    void whatStandsOnAFrozenLineOfWhichNothingWasPublishedIsLeftOutAndNothingElse() {
        lines("lines: {\"24\": {endOfLife: {date: 2027-04-30, policy: freeze}}}\n");
        child("from: {base: {family: app, version: 24.0.0}}\nreleases: [{version: 1.0.0}]\n");

        Plan plan = plan(DAY.plusDays(1), ImageKey.parse("app/22.1.0/trixie"));

        assertThat(plan.images()).extracting(image -> image.image().family()).containsOnly("app");
        assertThat(plan.leftOut())
                .singleElement()
                .satisfies(child -> assertThat(child.why())
                        .contains("with version 24.0.0 on variant 'trixie' that is still built, or was published"
                                + " before its line ended"));
    }

    @Test
    void longTermSupportBeginsOnItsDay() {
        lines("""
                lines:
                  "22": {codename: Jod}
                  "24": {codename: Krypton, lts: 2027-04-30}
                """);

        assertThat(aliases(plan(EVE), "app/24.0.0/trixie")).containsExactly("24", "current", "latest");
        assertThat(aliases(plan(EVE), "app/22.1.0/trixie")).containsExactly("22", "jod", "lts");
        assertThat(aliases(plan(DAY), "app/24.0.0/trixie"))
                .containsExactly("24", "current", "krypton", "latest", "lts");
        assertThat(aliases(plan(DAY), "app/22.1.0/trixie")).containsExactly("22", "jod");
    }

    private void lines(String lines) {
        Catalogs.small(root, """
                variants: [trixie]
                aliases: [major, codename, lts, current, latest]
                releases: [{version: 18.0.0}, {version: 20.0.0}, {version: 22.1.0}, {version: 24.0.0}]
                """ + lines);
    }

    private Plan plan(LocalDate day) {
        return Planner.plan(CatalogReader.read(root), day);
    }

    private Plan plan(LocalDate day, ImageKey published) {
        return Planner.plan(CatalogReader.read(root), day, new Standing(true, List.of(published), List.of(), Map.of()));
    }

    private void child(String family) {
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [trixie]\nfamilies: [app, child]\n");
        Catalogs.write(
                root, "child/family.yaml", "apiVersion: imprimatur.dev/v1\nkind: Family\nname: child\n" + family);
        Catalogs.write(root, "child/Dockerfile", "FROM {base}\n");
    }

    private static List<String> aliases(Plan plan, String key) {
        return plan.image(ImageKey.parse(key)).orElseThrow().aliases().stream()
                .map(tag -> tag.name())
                .toList();
    }
}
