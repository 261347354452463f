package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
    private static final String RELEASES =
            "releases: [{version: 22.1.0}, {version: 22.1.1}, {version: 22.2.0}, {version: 24.0.0},"
                    + " {version: 24.1.0-rc.1}]\n";

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all                   | 22.1.0 22.1.1 22.2.0 24.0.0 24.1.0-rc.1",
                "latest-patch          | 22.1.1 22.2.0 24.0.0 24.1.0-rc.1",
                "{last: 1}             | 24.0.0 24.1.0-rc.1",
                "{last: 2}             | 22.2.0 24.0.0 24.1.0-rc.1",
                "{last: 1, per: line}  | 22.2.0 24.0.0 24.1.0-rc.1",
                "{last: 2, per: line}  | 22.1.1 22.2.0 24.0.0 24.1.0-rc.1",
                "{last: 1, per: minor} | 22.1.1 22.2.0 24.0.0 24.1.0-rc.1"
            })
    void keepChoosesTheNewest(String keep, String kept) {
        assertThat(images(RELEASES + "keep: " + keep + "\nvariants: [trixie]\n"))
                .containsExactly(kept.replaceAll("(\\S+)", "$1/trixie").split(" "));
    }

    @Test
    void aPreReleaseTakesNoOthersPlace() {
        assertThat(images("variants: [trixie]\nkeep: latest-patch\nreleases: [{version: 1.0.0}, {version: 1.0.1-rc.1},"
                        + " {version: 1.0.0-rc.1}]\n"))
                .containsExactly("1.0.0/trixie", "1.0.1-rc.1/trixie");
    }

    @Test
    void excludeTakesAwayAndIncludeHasTheLastWord() {
        Family family = family(RELEASES + """
                variants: [bookworm]
                keep: latest-patch
                exclude: [{version: "22", variant: bookworm, reason: it needs a newer libc}]
                include: [{version: 22.1.0, variant: trixie}, {version: ">=24"}, {version: 22.2.0}]
                """);

        assertThat(images(family))
                .containsExactly("22.1.0/trixie", "22.2.0/bookworm", "24.0.0/bookworm", "24.1.0-rc.1/bookworm");
        assertThat(family.notices())
                .extracting(Notice::toString)
                .containsExactly("app: not 22.1.1, 22.2.0 on bookworm: it needs a newer libc");
    }

    @Test
    void whatIsAboutNoImageIsANoticeAndNoMistake() {
        Family family = family("""
                releases: [{version: 1.0.0}]
                exclude: [{version: ">=2", reason: too new}]
                include: [{version: 3.x, variant: trixie}]
                overrides: [{when: {versions: "4"}, args: {x: y}}]
                """);

        assertThat(family.notices())
                .extracting(Notice::message)
                .containsExactly(
                        "an exclusion of versions >=2 on every variant is about no image",
                        "include for versions 3.x on trixie is about no image",
                        "an override for versions 4 on every variant is about no image");
    }

    @Test
    void overridesChangeSomeImagesOnly() {
        Catalogs.write(root, "app/Dockerfile.old", "FROM {base}\nRUN old\n");
        Catalogs.write(root, "app/files/a.txt", "a");
        Catalogs.write(root, "app/tests/more/Dockerfile", "RUN true\n");
        Family family = family("""
                args: {a: family, b: family}
                tests: [{path: tests/ok}]
                releases: [{version: 22.1.0, args: {a: release}}, {version: 24.0.0}]
                overrides:
                  - {when: {versions: "<24"}, template: Dockerfile.old, args: {a: first, b: first}}
                  - {when: {versions: "22", variants: [trixie]}, args: {b: second}, context: files,
                     tests: [{path: tests/more}], platforms: [linux/arm64]}
                """);

        Recipe untouched = family.recipe(family.releases().get(1), "trixie");
        Recipe one = family.recipe(family.releases().get(0), "bookworm");
        Recipe both = family.recipe(family.releases().get(0), "trixie");

        assertThat(untouched.args()).containsEntry("a", "family").containsEntry("b", "family");
        assertThat(untouched.platform()).isEqualTo("linux/amd64");
        assertThat(one.args()).containsEntry("a", "first").containsEntry("b", "first");
        assertThat(one.template().text()).contains("RUN old");
        assertThat(one.context()).isEqualTo(untouched.context());
        assertThat(both.args()).containsEntry("a", "first").containsEntry("b", "second");
        assertThat(both.tests()).extracting("name").containsExactly("ok", "more");
        assertThat(both.platform()).isEqualTo("linux/arm64");
        assertThat(both.context()).isNotEqualTo(one.context());
    }

    @Test
    void aLineMayBeTwoNumbers() {
        Family family = family("""
                lines:
                  "0": {args: {line: zero}}
                  "0.12": {args: {line: twelve}}
                releases: [{version: 0.12.9}, {version: 0.10.1}]
                """);

        assertThat(family.releases())
                .extracting(release -> release.line().name())
                .containsExactly("0.12", "0");
        assertThat(family.releases())
                .extracting(release -> release.args().get("line"))
                .containsExactly("twelve", "zero");
    }

    private List<String> images(String text) {
        return images(family(text));
    }

    private static List<String> images(Family family) {
        return family.releases().stream()
                .flatMap(release -> release.variants().stream().map(variant -> release.version() + "/" + variant))
                .toList();
    }

    private Family family(String text) {
        return CatalogReader.read(Catalogs.small(root, text)).families().getFirst();
    }
}
