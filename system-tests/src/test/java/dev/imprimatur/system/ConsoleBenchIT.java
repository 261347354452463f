package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./imprimatur bench console}, of a small fleet and for a moment: whether it measures, not what. */
class ConsoleBenchIT {
    @TempDir
    Path home;

    @Test
    void everyFigureIsThereAndNothingIsLeftBehind() throws IOException {
        Script.Result result = new Script(home)
                .run(
                        Duration.ofMinutes(8),
                        "bench",
                        "console",
                        "--images",
                        "400",
                        "--seconds",
                        "2",
                        "--rounds",
                        "3",
                        "--json");

        // Exit code 1 says that a goal is missed: other tests run beside this one.
        assertThat(result.exitCode()).as(result.errors()).isIn(0, 1);
        JsonNode report = new ObjectMapper().readTree(result.output());
        assertThat(report.path("images").asInt()).isEqualTo(400);
        assertThat(report.path("tags").asInt()).isEqualTo(598);
        assertThat(report.path("pages").properties())
                .hasSize(4)
                .allSatisfy(page ->
                        assertThat(page.getValue().path("p95Millis").asDouble()).isPositive());
        assertThat(report.path("lag").path("heard").path("count").asInt()).isEqualTo(400);
        assertThat(report.path("lag").path("shown").path("p99Millis").asDouble())
                .isPositive();
        assertThat(report.path("consoleMostMib").asInt()).isPositive();
        assertThat(home.toFile().list((folder, name) -> name.startsWith("bench.")))
                .isEmpty();
    }
}
