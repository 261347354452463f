package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that read: what they print, and how they exit. */
class ReadingTest {
    private static final String DIGEST = "sha256:" + "2".repeat(64);

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer()
                .on("GET /api/rebuilds", 200, Golden.answer("rebuilds"))
                .on("GET /api/rebuilds/rb-20261124-030000-1a2b", 200, Golden.answer("rebuild"))
                .on("GET /api/images", 200, Golden.answer("images"))
                .on("GET /api/images?select=nothing", 200, "[]")
                .on("GET /api/why?reference=node%3A22", 200, Golden.answer("why"))
                .on("GET /api/events?after=0&limit=500&wait=0", 200, Golden.answer("events"))
                .on("GET /api/events", 200, "[]")
                .on("GET /api/flakes", 200, Golden.answer("flakes"))
                .on("GET /api/why?reference=b7c1", 200, Golden.answer("why"))
                .on("GET /api/logs/b7c1", 200, "built\n")
                .on("GET /api/logs/b7c1/records?after=0", 200, "[]")
                .on(
                        "GET /api/logs/t7c1/records?after=0",
                        200,
                        new RecordedLog("t7c1").add(1, "tested\n").records())
                .on("GET /api/logs/t7c1/records?after=1", 200, "[]");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource({
        "rebuilds, rebuilds",
        "rebuild, rebuilds rb-20261124-030000-1a2b",
        "images, images",
        "why, why node:22",
        "events, events",
        "flakes, flakes",
        "logs, logs node:22",
        "log, logs b7c1",
        "images-json, images --json",
    })
    void prints(String golden, String command) throws IOException {
        Run run = Run.of(console, command.split(" "));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        Golden.assertSame(golden, run.out());
    }

    @Test
    void whyTellsHowEachTestEnded() throws IOException {
        console.on(
                "GET /api/why?reference=rejected",
                200,
                Golden.answer("why").replaceFirst("\\{\\s*\"name\"\\s*:\\s*\"hello\"[^}]*}", """
                        {"name":"hello","outcome":"passed","durationMillis":800},
                        {"name":"slow","outcome":"timed-out","durationMillis":9000,
                         "failure":{"kind":"timeout","retryable":false,"message":"took longer than 9 s"}},
                        {"name":"last","outcome":"not-run","durationMillis":0}"""));

        assertThat(Run.of(console, "why", "rejected").out())
                .contains(
                        "hello, 0.8 s: passed", "slow, 9.0 s: timed-out, took longer than 9 s (timeout)", ": not-run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"why gone:1", "rebuilds none", "logs none", "images nothing"})
    void whatIsNotThereExitsWithThree(String command) {
        Run run = Run.of(console, command.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anEmptySelectionIsJsonToo() {
        assertThat(Run.of(console, "images", "nothing", "--json").out().strip()).isEqualTo("[ ]");
    }

    @Test
    void ofALargeRebuildsEndTheWholeNumbersAreShown() {
        console.on("GET /api/events?after=7&limit=500&wait=0", 200, """
                [{"seq":8,"topic":"rebuild-completed","key":"rb-1","event":{
                  "occurredAt":"2026-11-24T03:05:00Z","rebuildId":"rb-1","outcome":"failed","truncated":true,
                  "published":["node/22.23.3/bookworm"],"failed":[],"cancelled":[],"superseded":[],"unchanged":[],
                  "counts":{"published":700,"failed":30,"holes":0,"cancelled":0,"superseded":4,"unchanged":12}}}]""");

        assertThat(Run.of(console, "events", "--since", "7").out())
                .contains("failed: 700 published, 12 unchanged, 30 failed, 4 superseded")
                .doesNotContain("cancelled");
    }

    @Test
    void eventsAreOneJsonObjectALine() throws IOException {
        List<String> lines = Run.of(console, "events", "--json").out().lines().toList();

        JsonNode recorded = Json.MAPPER.readTree(Golden.answer("events"));
        assertThat(lines).hasSize(recorded.size());
        for (int i = 0; i < lines.size(); i++) {
            assertThat(Json.MAPPER.readTree(lines.get(i))).isEqualTo(recorded.get(i));
        }
    }

    @Test
    void topicsAndStartAreAskedFor() {
        Run.of(console, "events", "test-completed", "publish-completed", "--since", "12");

        assertThat(console.requests())
                .containsExactly(
                        "GET /api/events?after=12&limit=500&wait=0&topic=test-completed&topic=publish-completed");
    }

    @ParameterizedTest
    @CsvSource({"2026-11-24, 2026-11-24T00:00:00Z", "2026-11-24T03:00:00Z, 2026-11-24T03:00:00Z"})
    void flakesAreAskedForSinceThen(String since, String instant) {
        Run.of(console, "flakes", "--since", since);

        assertThat(console.requests()).containsExactly("GET /api/flakes?since=" + instant.replace(":", "%3A"));
    }

    @Test
    void aTimeThatIsNoneIsAMisuse() {
        Run run = Run.of(console, "flakes", "--since", "yesterday");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("'yesterday' is no time, expected for example 7d");
    }

    @Test
    void aRebuildThatLostImagesForTheirAgeSaysSo() throws IOException {
        console.on(
                "GET /api/rebuilds/old",
                200,
                Golden.answer("rebuild").replaceFirst("\\{", "{\"clearedAt\":\"2027-11-25T03:12:00Z\","));

        assertThat(Run.of(console, "rebuilds", "old").out())
                .contains("only images are left that a tag still names (cleared 2027-11-25");
    }

    @Test
    void aConsoleThatDoesNotAnswerIsOneLineWithWhatToDo() {
        Run run = Run.of("images", "--console", "http://localhost:1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().strip())
                .isEqualTo(
                        "the console at http://localhost:1 does not answer: is it running? ./imprimatur up starts it");
    }

    @Test
    void whatIsNotTheConsoleIsSaid() throws IOException {
        try (StubServer other = new StubServer().on("GET /api/images", 200, "<html>")) {
            Run run = Run.of(other, "images");

            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).contains("is not Imprimatur's console (see --console)");
        }
    }

    @Test
    void verificationReadsEveryTagFromItsRegistry() throws IOException {
        try (StubServer registry = new StubServer()) {
            console.on("GET /api/images?select=here", 200, """
                    [{"image":"node/22.23.3/bookworm","digest":"%1$s","verdict":"approved",
                      "tags":["%2$s/node:22.23.3","%2$s/node:22","%2$s/node:jod"]}]""".formatted(DIGEST, registry.host()));
            registry.on("HEAD /v2/node/manifests/22.23.3", 200, "", manifest(DIGEST))
                    .on("HEAD /v2/node/manifests/22", 200, "", manifest(DIGEST))
                    .on("HEAD /v2/node/manifests/jod", 200, "", manifest(DIGEST));

            Run right = Run.of(console, "images", "here", "--verify");

            assertThat(right.err()).isEmpty();
            assertThat(right.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(right.out()).contains("3 of 3 equal", "1 image, 3 tags in " + registry.host());
        }
    }

    @Test
    void aTagThatDiffersIsNamed() throws IOException {
        try (StubServer registry = new StubServer()) {
            console.on("GET /api/images?select=here", 200, """
                    [{"image":"node/22.23.3/bookworm","digest":"%1$s","verdict":"approved",
                      "tags":["%2$s/node:22.23.3","%2$s/node:22","%2$s/node:gone","%2$s/node:locked"]}]""".formatted(DIGEST, registry.host()));
            String other = "sha256:" + "5".repeat(64);
            registry.on("HEAD /v2/node/manifests/22.23.3", 200, "", manifest(DIGEST))
                    .on("HEAD /v2/node/manifests/22", 200, "", manifest(other))
                    .on("HEAD /v2/node/manifests/locked", 403, "");

            Run run = Run.of(console, "images", "here", "--verify", "--json");

            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.out()).contains("\"verified\" : false");
            assertThat(run.err().lines())
                    .hasSize(3)
                    .contains(
                            registry.host() + "/node:22 points to " + other + ", expected " + DIGEST,
                            registry.host() + "/node:gone is missing, expected " + DIGEST)
                    .anyMatch(line -> line.startsWith(registry.host() + "/node:locked cannot be read: "));
        }
    }

    private static Map<String, String> manifest(String digest) {
        return Map.of(
                "Docker-Content-Digest",
                digest,
                "Content-Type",
                "application/vnd.oci.image.manifest.v1+json",
                "Content-Length",
                "2");
    }
}
