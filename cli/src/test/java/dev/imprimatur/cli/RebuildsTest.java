package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rebuilds that were asked for before: listed, and waited for. */
class RebuildsTest {
    private static final String ID = "rb-1";
    private static final String RUNNING =
            "{\"id\":\"rb-1\",\"state\":\"running\",\"requestedAt\":\"2026-11-24T03:00:00Z\",\"images\":[],\"holes\":[]}";
    private static final String PUBLISHED = """
            {"seq":%d,"topic":"publish-completed","key":"%s","event":{"digest":"sha256:22223333444455556666","tags":[]}}""";
    private static final String EVENTS = "GET /api/events?after=%d&limit=500&wait=%d&rebuild=rb-1";

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource({"succeeded, 0", "failed, 1", "cancelled, 1"})
    void oneThatHasEndedIsNotWaitedForAndItsResultIsTheExitCode(String state, int exitCode) {
        console.on("GET /api/rebuilds/" + ID, 200, ended(state));

        Run run = Run.of(console, "rebuilds", ID, "--wait");

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.out()).contains("rebuild rb-1 " + state);
        assertThat(console.requests()).hasSize(1);
        assertThat(Run.of(console, "rebuilds", ID).exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void oneThatRunsIsJoinedWithoutTellingWhatWasBefore() {
        console.on("GET /api/rebuilds/" + ID, 200, RUNNING)
                .on("GET /api/rebuilds/" + ID, 200, ended("succeeded"))
                .on(EVENTS.formatted(0, 0), 200, "[" + PUBLISHED.formatted(3, "a/1.0.0/b") + "]")
                .on(EVENTS.formatted(3, 0), 200, "[]")
                .on(
                        EVENTS.formatted(3, 10),
                        200,
                        "[" + PUBLISHED.formatted(4, "c/1.0.0/b")
                                + ",{\"seq\":5,\"topic\":\"rebuild-completed\",\"key\":\"rb-1\",\"event\":{}}]");

        Run run = Run.of(console, "rebuilds", ID, "--wait");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("[2/2]")
                .contains("c/1.0.0/b");
        assertThat(run.out()).contains("rebuild rb-1 succeeded");
    }

    @Test
    void aProgramHasTheEventsAsTheyComeAndTheRebuildLast() throws IOException {
        console.on("GET /api/rebuilds/" + ID, 200, RUNNING)
                .on("GET /api/rebuilds/" + ID, 200, ended("failed"))
                .on(EVENTS.formatted(0, 0), 200, "[]")
                .on(
                        EVENTS.formatted(0, 10),
                        200,
                        "[" + PUBLISHED.formatted(4, "c/1.0.0/b")
                                + ",{\"seq\":5,\"topic\":\"rebuild-completed\",\"key\":\"rb-1\",\"event\":{}}]");

        Run run = Run.of(console, "rebuilds", ID, "--wait", "--jsonl");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(Json.MAPPER.readTree(lines.get(0)).path("seq").asInt()).isEqualTo(4);
        assertThat(Json.MAPPER.readTree(lines.get(2)).path("state").asText()).isEqualTo("failed");
    }

    @Test
    void oneWithoutARequestMayNeverEnd() {
        String running = RUNNING.replace("\"requestedAt\":\"2026-11-24T03:00:00Z\",", "");
        console.on("GET /api/rebuilds", 200, "[" + running + "]")
                .on("GET /api/rebuilds/" + ID, 200, running)
                .on("POST /api/rebuilds/" + ID + "/cancel", 202, running)
                .on("GET /api/events", 200, "[]");

        assertThat(Run.of(console, "rebuilds").out()).contains("running  not on record");
        for (String[] command : new String[][] {{"rebuilds", ID}, {"cancel", ID}}) {
            Run run = Run.of(console, command[0], command[1], "--wait", "--timeout", "1s");
            assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(run.err()).contains("no request of rebuild rb-1 is on record");
        }
    }

    @Test
    void theWaitEnds() {
        console.on("GET /api/rebuilds/" + ID, 200, RUNNING).on("GET /api/events", 200, "[]");

        Run run = Run.of(console, "rebuilds", ID, "--wait", "--timeout", "1s");
        assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(run.err())
                .contains("did not end within the time-out; it goes on", "or end it: imprimatur cancel " + ID);
        assertThat(Run.of(console, "rebuilds", "--wait").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsWaitedForNoLongerThanTheTimeOut() {
        console.stallsAfter("GET /api/rebuilds/" + ID, RUNNING.substring(0, 20));

        Run run = Run.hasty(console, "rebuilds", ID, "--wait", "--timeout", "3s");

        assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(run.err()).contains("does not answer", "the time-out has passed, so the wait ends here");
        assertThat(console.requests()).hasSizeGreaterThan(1);
    }

    @Test
    void listsAreOneObjectALineToo() throws IOException {
        JsonNode rebuilds = Json.MAPPER.readTree(Golden.answer("rebuilds"));
        console.on("GET /api/rebuilds", 200, Golden.answer("rebuilds"))
                .on("GET /api/images", 200, Golden.answer("images"));

        List<String> lines =
                Run.of(console, "rebuilds", "--jsonl").out().lines().toList();

        assertThat(lines).hasSameSizeAs(rebuilds);
        assertThat(Json.MAPPER.readTree(lines.getFirst())).isEqualTo(rebuilds.get(0));
        assertThat(Run.of(console, "images", "--jsonl").out().lines())
                .hasSameSizeAs(Json.MAPPER.readTree(Golden.answer("images")));
        assertThat(Run.of(console, "rebuilds", "--json", "--jsonl").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static String ended(String state) {
        return """
                {"id":"rb-1","state":"%s","requestedAt":"2026-11-24T03:00:00Z","finishedAt":"2026-11-24T03:01:00Z",
                 "images":[],"holes":[]}""".formatted(state);
    }
}
