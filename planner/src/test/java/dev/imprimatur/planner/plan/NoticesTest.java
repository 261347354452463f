package dev.imprimatur.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.Notice;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
    private static final String TESTED = "tests: [{path: tests/ok}]\n";

    @TempDir
    Path root;

    @Test
    void whatHasNoTestIsAnnounced() {
        assertThat(notices("releases: [{version: 1.0.0}]\n"))
                .containsExactly("app: its images have no tests, and nothing is published untested; add one under"
                        + " 'tests' in app/family.yaml");
        assertThat(notices("""
                releases: [{version: 1.0.0}, {version: 2.0.0}]
                overrides: [{when: {versions: "2"}, tests: [{path: tests/ok}]}]
                """))
                .containsExactly("app: app/1.0.0/bookworm and 1 more have no tests, and nothing is published"
                        + " untested; add one under 'tests' in app/family.yaml");
        assertThat(notices(TESTED + "releases: [{version: 1.0.0}]\n")).isEmpty();
    }

    @Test
    void aFrozenImageNeedsNoTest() {
        assertThat(notices("lines: {\"1\": {end: 2020-01-01, endOfLife: {policy: freeze}}}\n"
                        + "releases: [{version: 1.0.0}]\n"))
                .noneMatch(notice -> notice.contains("no tests"));
    }

    @Test
    void rulesThatGiveNoPreReleaseATagAreAnnounced() {
        assertThat(notices(TESTED + "aliases: [major, latest]\nreleases: [{version: 1.2.3-rc.1}]\n"))
                .containsExactly("app: it has no moving tag yet: 'aliases' in app/family.yaml gives none to"
                        + " pre-releases, and it has no other release");
        assertThat(notices(TESTED + "aliases: [latest]\nreleases: [{version: 1.2.3-rc.1}, {version: 1.0.0}]\n"))
                .isEmpty();
        assertThat(notices(TESTED + "releases: [{version: 1.2.3-rc.1}]\n")).isEmpty();
    }

    private List<String> notices(String family) {
        Catalogs.small(root, family);
        return Planner.plan(CatalogReader.read(root), Catalogs.DAY).notices().stream()
                .map(Notice::toString)
                .toList();
    }
}
