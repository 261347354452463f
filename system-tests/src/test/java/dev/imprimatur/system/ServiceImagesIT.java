package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Imprimatur's own images: with the packaged programs their catalogue can be planned, and has what the programs need.
 */
class ServiceImagesIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static Path catalog() {
        Path catalog = folder.resolve("images");
        if (!Files.exists(catalog)) {
            Script.Result laidOut = Script.program(LIMIT, "deploy/images/publish", "--lay-out", catalog.toString());
            assertThat(laidOut.exitCode()).as(laidOut.errors()).isZero();
        }
        return catalog;
    }

    @Test
    void theyArePlannedWithTheirProgramsInReach() {
        String plan = new Script(folder.resolve("home"))
                .ok(LIMIT, "render", "--catalog", catalog().toString());

        assertThat(plan)
                .contains("9 images")
                .contains("imprimatur/builder-service:0.1 ", "imprimatur/cli:latest")
                .contains("renderer-service: context of ", "renderer-service: test starts of ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"renderer-service", "builder-service", "tester-service", "publisher-service", "console-service"})
    void aServiceIsAllThatItNeeds(String service) {
        Path files = catalog().resolve(service).resolve("files");

        assertThat(files.resolve("program/app/quarkus-run.jar")).isRegularFile();
        assertThat(files.resolve("program/app/java.args")).isRegularFile();
        assertThat(files.resolve("lib/app/lib/main")).isNotEmptyDirectory();
        assertThat(files.resolve("keys.tar")).isRegularFile();
    }

    @Test
    void withoutClassDataTheLayersAreTheSameBytesEachTime() {
        assertThat(layers("first")).startsWith("[\"sha256:").isEqualTo(layers("second"));
    }

    private static String layers(String prefix) {
        Script.Result built = Script.program(
                LIMIT,
                "deploy/images/build",
                "--without-class-data",
                "--no-cache",
                "--prefix",
                prefix,
                "--jre",
                System.getenv("IMPRIMATUR_STAGING") + "/upstream/debian:bookworm",
                "console-service");
        assertThat(built.exitCode()).as(built.errors()).isZero();
        String image = built.output().split("\t")[0];
        try {
            return Script.program(LIMIT, "docker", "image", "inspect", "-f", "{{json .RootFS.Layers}}", image)
                    .output();
        } finally {
            Script.program(LIMIT, "docker", "image", "rm", image);
        }
    }

    @Test
    void aCatalogueThatIsThereIsNotMixedWithAnother() {
        Script.Result again = Script.program(
                LIMIT, "deploy/images/publish", "--lay-out", catalog().toString());

        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.errors()).contains("exists already");
    }
}
