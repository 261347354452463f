package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RebuildTest {
    private static final String ID = "rb-20261124-030000-1a2b";
    private static final String REQUESTED =
            "{\"id\":\"" + ID + "\",\"state\":\"requested\",\"requestedAt\":\"2026-11-24T03:00:00Z\"}";

    private static final String EVENTS = "GET /api/events?after=%d&limit=500&wait=%d&rebuild=" + ID;

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer().on("POST /api/rebuilds", 202, REQUESTED);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void theOrderIsSentAsItWasGiven() {
        Run run = Run.of(console, "rebuild", "--select", "node/*/*", "--reason", "fix", "--priority", "security");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("requested rebuild " + ID);
        assertThat(console.requests())
                .map(request -> request.replaceFirst(",\"id\":\"rb-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}\"}$", ",\"id\":ID}"))
                .containsExactly(
                        "POST /api/rebuilds {\"requestedBy\":\"cli:"
                                + System.getProperty("user.name")
                                + "\",\"type\":\"rebuild-selected\",\"select\":\"node/*/*\",\"reason\":\"fix\",\"priority\":\"security\",\"id\":ID}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 503})
    void whoseAnswerIsLostIsAskedForAgainUnderItsId(int status) throws IOException {
        try (StubServer lost = new StubServer()) {
            if (status == 0) {
                lost.breaksOffAt("POST /api/rebuilds");
            } else {
                lost.on("POST /api/rebuilds", status, "{\"message\":\"it is not known whether this was done\"}");
            }
            lost.on("POST /api/rebuilds", 202, REQUESTED);

            Run run = Run.of(lost, "rebuild", "--all");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
            assertThat(run.err().strip())
                    .isEqualTo("the console at http://" + lost.host() + " does not answer, waiting for it");
            assertThat(lost.requests()).hasSize(2);
            assertThat(lost.requests().get(1))
                    .isEqualTo(lost.requests().getFirst())
                    .matches(".*\"id\":\"rb-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}\".*");
        }
    }

    @Test
    void whetherItWasTakenIsNotKnownWhereNoAnswerComes() throws IOException {
        try (StubServer lost = new StubServer().breaksOffAt("POST /api/rebuilds")) {
            Run run = Run.of(lost, "rebuild", "--all", "--wait", "--timeout", "1s");

            assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(run.err().lines().toList().getLast())
                    .contains("gave no answer, so it is not known whether it did what it was asked for")
                    .containsPattern("; imprimatur rebuilds rb-[0-9a-f-]+ shows it if it was taken$");
        }
    }

    @Test
    void whatIsStaleIsAskedForWithWhatIsAllowed() {
        Run run = Run.of(console, "rebuild", "--stale", "--allow", "backward,vanish");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(console.requests().getFirst())
                .contains("\"type\":\"rebuild-stale\"")
                .contains("\"allow\":[\"backward\",\"vanish\"]");
    }

    @Test
    void aDryRunTellsWhatWouldBeDoneAndAsksForNothing() throws IOException {
        console.on("POST /api/plan", 200, Golden.answer("plan"));

        Run run = Run.of(console, "rebuild", "--select", "node", "--dry-run");

        assertThat(run.err()).isEqualToIgnoringNewLines("notice: feed node is down since 2026-11-24");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        Golden.assertSame("dry-run", run.out());
        assertThat(console.requests()).containsExactly("POST /api/plan {\"select\":\"node\",\"stale\":false}");
    }

    @Test
    void aDryRunOfARefusedRebuildExitsWithOne() throws IOException {
        console.on(
                "POST /api/plan",
                200,
                Golden.answer("plan").replace("\"count\"", "\"refused\": \"node:22 would move backward\", \"count\""));

        Run run = Run.of(console, "rebuild", "--all", "--dry-run", "--json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).startsWith("{").contains("\"estimatedSeconds\" : 95");
        assertThat(run.err()).contains("this rebuild would be refused: node:22 would move backward");
    }

    @Test
    void aFailedRebuildIsFollowedToItsEnd() throws IOException {
        console.on("GET /api/events", 200, Golden.answer("events"))
                .on("GET /api/rebuilds/" + ID, 200, Golden.answer("rebuild"));

        Run run = Run.of(console, "rebuild", "--all", "--wait");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        Golden.assertSame("rebuild", run.out());
        Golden.assertSame("progress", run.err().replaceAll(" +[0-9.]+ s ", " 0.1 s "));
    }

    @Test
    void aSucceededRebuildExitsWithZero() throws IOException {
        console.on("GET /api/events", 200, Golden.answer("events"))
                .on("GET /api/rebuilds/" + ID, 200, Golden.answer("rebuild").replace("\"failed\",", "\"succeeded\","));

        Run run = Run.of(console, "rebuild", "--all", "--wait", "--json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).startsWith("{").contains("\"state\" : \"succeeded\"");
    }

    @Test
    void aRebuildIsCancelledAndFollowedToItsEnd() throws IOException {
        console.on("POST /api/rebuilds/" + ID + "/cancel", 202, REQUESTED)
                .on(EVENTS.formatted(0, 0), 200, """
                        [{"seq":6,"topic":"build-completed","key":"node/22.23.3/bookworm","event":{"failure":{
                        "kind":"command-failed","message":"of before"}}}]""")
                .on(EVENTS.formatted(6, 0), 200, "[]")
                .on(EVENTS.formatted(6, 10), 200, Golden.answer("cancelled-events"))
                .on("GET /api/rebuilds/" + ID, 200, Golden.answer("cancelled"));

        Run asked = Run.of(console, "cancel", ID, "--reason", "wrong base");
        Run waited = Run.of(console, "cancel", ID, "--wait");

        assertThat(asked.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(asked.out()).isEqualTo("asked to cancel rebuild " + ID + "; imprimatur rebuilds " + ID + "\n");
        assertThat(console.requests().getFirst()).endsWith("\"reason\":\"wrong base\"}");
        assertThat(waited.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(waited.err()).as("what was before the cancel").doesNotContain("of before");
        Golden.assertSame("cancelled", waited.out());
        Golden.assertSame("cancelled-progress", waited.err().replaceAll(" +[0-9.]+ s ", " 0.1 s "));
    }

    @Test
    void whatCannotBeCancelledExitsWithTheReason() {
        console.on("POST /api/rebuilds/none/cancel", 404, "{\"message\":\"there is no rebuild 'none'\"}")
                .on("POST /api/rebuilds/old/cancel", 409, "{\"message\":\"rebuild old has ended already\"}");

        assertThat(Run.of(console, "cancel", "none").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        Run ended = Run.of(console, "cancel", "old");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).isEqualTo("rebuild old has ended already\n");
    }

    @Test
    void aRebuildCanBeLimited() {
        Run.of(console, "rebuild", "--all", "--cancel-after", "1h30m");

        assertThat(console.requests().getFirst()).contains("\"timeout\":\"PT1H30M\"");
    }

    @Test
    void aTimeOutExitsWith124() throws IOException {
        console.on("GET /api/events", 200, "[]")
                .on(
                        "GET /api/rebuilds/" + ID,
                        200,
                        "{\"id\":\"" + ID + "\",\"state\":\"running\",\"images\":[],\"holes\":[]}");
        long start = System.nanoTime();

        Run run = Run.of(console, "rebuild", "--all", "--wait", "--timeout", "1s");

        assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(run.err()).contains("did not end within the time-out; it goes on: imprimatur rebuilds " + ID);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aConsoleThatFailsMeanwhileEndsTheWait() {
        console.on("GET /api/events", 500, "{\"error\":\"internal\",\"message\":\"the console failed\"}");

        Run run = Run.of(console, "rebuild", "--all", "--wait");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).endsWith("the console failed\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aConsoleThatIsStoppingIsWaitedFor(int status) throws IOException {
        console.on("GET /api/events", status, "")
                .on("GET /api/events", 200, Golden.answer("events"))
                .on("GET /api/rebuilds/" + ID, 200, Golden.answer("rebuild").replace("\"failed\",", "\"succeeded\","));

        Run run = Run.of(console, "rebuild", "--all", "--wait");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).contains("waiting for it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rebuild | (--all | --select=EXPR | --stale)",
                "rebuild --all --select node | mutually exclusive",
                "rebuild --all --stale | mutually exclusive",
                "rebuild --all --timeout soon | 'soon' is no duration, expected for example 90s",
                "rebuild --everything | Unknown option: '--everything'",
                "rebiuld --all | rebuild",
            })
    void aWrongCommandLineExitsWithTwo(String command, String message) {
        Run run = Run.of(command.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message, "--help' lists what there is");
    }

    @Test
    void whatTheConsoleRefusesExitsWithTwo() throws IOException {
        try (StubServer refusing = new StubServer()
                .on(
                        "POST /api/rebuilds",
                        400,
                        "{\"error\":\"invalid\",\"message\":\"priority: not a priority: 'now'\"}")) {
            Run run = Run.of(refusing, "rebuild", "--all", "--priority", "now");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).isEqualTo("priority: not a priority: 'now'\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"rebuild", "retry", "rebuilds", "cancel", "images", "why", "logs", "events"})
    void everyCommandHelpsWithExamples(String command) {
        Run run = Run.of(command, "--help");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("Usage: imprimatur " + command, "Examples:", "Exit codes:", "--console");
    }
}
