package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.fixture.Catalogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(releases.get(0).line().codename()).isEqualTo("Jod");
        assertThat(releases.get(1).args()).containsEntry("b", "family");
        assertThat(releases.get(1).line().codename()).isNull();
    }

    @Test
    void testsKeepTheirOrderAndAHealthTestItsProbe() {
        Catalogs.small(root, """
                tests:
                  - name: serves
                    timeout: 30
                    health:
                      command: [serve, "8080"]
                      env: {LEVEL: 1}
                      httpGet: {port: 8080, path: /healthz, status: 204}
                      interval: 2
                  - path: tests/ok
                  - {name: listens, network: true, health: {tcpSocket: {port: 80}}}
                  - {name: own, health: {}}
                releases: [{version: 1.0.0}]
                """);

        List<ImageTest> tests =
                CatalogReader.read(root).families().getFirst().recipe().tests();

        assertThat(tests).extracting(ImageTest::name).containsExactly("serves", "ok", "listens", "own");
        assertThat(tests).extracting(ImageTest::timeoutSeconds).containsExactly(30, 120, 120, 120);
        assertThat(tests).extracting(ImageTest::network).containsExactly(false, false, true, false);
        assertThat(tests.getFirst().health())
                .isEqualTo(new HealthProbe(
                        List.of("serve", "8080"),
                        Map.of("LEVEL", "1"),
                        new HealthProbe.HttpGet(8080, "/healthz", 204),
                        null,
                        null,
                        2));
        assertThat(tests.get(1).health()).isNull();
        assertThat(tests.get(2).health().tcpSocket().port()).isEqualTo(80);
        assertThat(tests.get(3).health().ownCheck()).isTrue();
        assertThat(tests).extracting(ImageTest::digest).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# RUN true\n", "ENV A=b\n", "COPY a b\n", "RUN \\\n"})
    void aTestThatRunsNothingIsAMistake(String dockerfile) {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\ntests:\n  - path: tests/ok\n  - path: tests/t\n");
        Catalogs.write(root, "app/tests/t/Dockerfile", dockerfile);

        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessageStartingWith(
                        "app/family.yaml:11: the Dockerfile of the test app/tests/t has no RUN with a command, so it"
                                + " tests nothing; add the command that has to succeed on the image");
    }

    @Test
    void aFileThatIsNotUtf8IsReportedWithItsLine() throws IOException {
        byte[] latin1 = "# one\n# two\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        Catalogs.small(root, "tests: [{path: tests/ok}]\nreleases: [{version: 1.0.0}]\n");
        Files.write(root.resolve("app/Dockerfile"), latin1);
        Files.write(root.resolve("app/tests/ok/Dockerfile"), latin1);

        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessage("app/Dockerfile:3: this line is not UTF-8 text; save the file as UTF-8\n"
                        + "app/tests/ok/Dockerfile:3: this line is not UTF-8 text; save the file as UTF-8");

        Files.write(root.resolve("app/family.yaml"), latin1);

        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessage("app/family.yaml:3: this line is not UTF-8 text; save the file as UTF-8");
    }
}
