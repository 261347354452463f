package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * What follows something prints a line a document, at once, through a restart of the console, until nothing reads it.
 */
class StreamTest {
    private static final String EVENT =
            "{\"seq\":%d,\"topic\":\"%s\",\"key\":\"a/1.0.0/b\",\"event\":{\"rebuildId\":\"rb-1\",\"tags\":[]}}";

    private static final String RUNNING =
            "{\"id\":\"rb-1\",\"state\":\"running\",\"requestedAt\":\"2026-11-24T03:00:00Z\",\"images\":[],\"holes\":[]}";
    private static final String ENDED = """
            {"id":"rb-1","state":"cancelled","requestedAt":"2026-11-24T03:00:00Z","finishedAt":"2026-11-24T03:01:00Z",
             "images":[],"holes":[]}""";
    private static final String GONE = "{\"error\":\"gone\",\"message\":\"begin at 0\"}";
    private static final String BUSY = "{\"error\":\"busy\",\"message\":\"the console is stopping\"}";

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    /** Takes so many lines, as {@code head} does. */
    private static final class Head extends Writer {
        private final StringWriter taken = new StringWriter();
        private final int lines;

        Head(int lines) {
            this.lines = lines;
        }

        List<String> lines() {
            return taken.toString().lines().toList();
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            if (lines().size() >= lines && taken.toString().endsWith("\n")) {
                throw new IOException("Broken pipe");
            }
            taken.write(text, from, length);
        }

        @Override
        public void flush() throws IOException {
            if (lines().size() >= lines && taken.toString().endsWith("\n")) {
                throw new IOException("Broken pipe");
            }
        }

        @Override
        public void close() {
            // Nothing is to be closed.
        }
    }

    private int run(Writer out, StringWriter err, String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--console", "http://" + console.host()))
                .toArray(String[]::new);
        CommandLine line =
                Imprimatur.commandLine(all).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(all);
    }

    @Test
    void eventsGoOnThroughARestartOfTheConsoleAndEndWithTheirReader() throws IOException {
        console.on("GET /api/events?after=0&limit=500&wait=20", 200, "[" + EVENT.formatted(1, "build-completed") + "]")
                .on("GET /api/events?after=1&limit=500&wait=20", 503, BUSY)
                .on("GET /api/events?after=1&limit=500&wait=20", 502, BUSY)
                .on(
                        "GET /api/events?after=1&limit=500&wait=20",
                        200,
                        "[" + EVENT.formatted(2, "test-completed") + "," + EVENT.formatted(3, "publish-completed")
                                + "]");
        Head head = new Head(2);

        StringWriter err = new StringWriter();

        assertThat(run(head, err, "events", "--follow", "--jsonl")).isEqualTo(ExitCode.OK);

        assertThat(err.toString()).containsOnlyOnce("does not answer, waiting for it");
        assertThat(head.lines()).hasSize(2);
        assertThat(Json.MAPPER.readTree(head.lines().get(1)).path("seq").asInt())
                .isEqualTo(2);
    }

    @Test
    void eventsThatAreNotFollowedAndAConsoleThatRefusesEndAtOnce() {
        console.on("GET /api/events", 503, BUSY);
        assertThat(Run.of(console, "events", "--jsonl").exitCode()).isEqualTo(ExitCode.FAILED);

        console.on("GET /api/events?after=0&limit=500&wait=20", 400, "{\"message\":\"topic: no\"}");
        assertThat(Run.of(console, "events", "--follow", "--jsonl").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rebuilds rb-1 --wait --jsonl", "rebuild --all --wait --jsonl", "cancel rb-1 --wait --jsonl"})
    void aRebuildThatIsWaitedForIsAStreamWithTheRebuildLast(String command) throws IOException {
        aRebuild(command);

        Run run = Run.of(console, command.split(" "));

        List<String> lines = run.out().lines().toList();
        assertThat(run.exitCode())
                .as(run.err())
                .isEqualTo(command.startsWith("cancel") ? ExitCode.OK : ExitCode.FAILED);
        assertThat(lines).hasSize(3);
        assertThat(Json.MAPPER.readTree(lines.get(0)).path("seq").asInt()).isEqualTo(4);
        assertThat(Json.MAPPER.readTree(lines.get(1)).path("topic").asText()).isEqualTo("rebuild-completed");
        assertThat(Json.MAPPER.readTree(lines.get(2)).path("state").asText()).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rebuilds rb-1 --wait --jsonl", "rebuild --all --wait --jsonl", "cancel rb-1 --wait --jsonl"})
    void eachLineIsThereAtOnceAndTheWaitEndsWithItsReader(String command) {
        aRebuild(command);
        Head head = new Head(1);
        StringWriter err = new StringWriter();

        assertThat(run(head, err, command.split(" "))).isEqualTo(ExitCode.FAILED);

        assertThat(head.lines()).singleElement().asString().contains("\"seq\":4");
        assertThat(err.toString()).contains("stdout is closed, so the wait ends here; the rebuild goes on");
    }

    @Test
    void aLogThatIsFollowedEndsWithItsReader() {
        String line = "id:%1$d\nevent:log\ndata:{\"attempt\":1,\"text\":\"2026-11-24T03:00:12.345Z line %1$d\\n\"}\n\n";
        console.on("GET /api/why?reference=b1", 404, "{\"message\":\"no image\"}")
                .on("GET /api/logs/b1/follow?after=0", 200, line.formatted(1) + line.formatted(2) + line.formatted(3));
        Head head = new Head(1);
        StringWriter err = new StringWriter();

        assertThat(run(head, err, "logs", "b1", "--follow")).isEqualTo(ExitCode.FAILED);

        assertThat(head.lines()).containsExactly("line 1");
        assertThat(err.toString()).contains("stdout is closed, so the log is not followed any more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebuilds rb-1 --wait --json", "rebuild --all --wait --json", "cancel rb-1 --wait --json"})
    void withJsonItIsOneDocument(String command) throws IOException {
        aRebuild(command);

        Run run = Run.of(console, command.split(" "));

        assertThat(Json.MAPPER.readTree(run.out()).path("state").asText()).isEqualTo("cancelled");
        assertThat(Run.of(console, (command + " --jsonl").split(" ")).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rebuilds rb-1 --wait --jsonl", "rebuild --all --wait --jsonl", "cancel rb-1 --wait --jsonl"})
    void aConsoleThatIsAwayIsWaitedForAtEachQuestion(String command) {
        console.on("GET /api/rebuilds/rb-1", 503, BUSY);
        if (command.startsWith("rebuilds")) {
            console.on("GET /api/rebuilds/rb-1", 200, RUNNING).on("GET /api/rebuilds/rb-1", 503, BUSY);
        }
        console.on("GET /api/rebuilds/rb-1", 200, ENDED)
                .on("GET /api/events?after=0&limit=500&wait=0&rebuild=rb-1", 503, BUSY)
                .on("GET /api/events", 503, BUSY);
        aRebuild(command);

        Run run = Run.of(console, command.split(" "));

        assertThat(run.exitCode())
                .as(run.err())
                .isEqualTo(command.startsWith("cancel") ? ExitCode.OK : ExitCode.FAILED);
        assertThat(run.out().lines().toList().getLast()).contains("\"state\":\"cancelled\"");
        assertThat(run.err()).contains("does not answer, waiting for it");
    }

    /** The console's database was set back, and the end of the rebuild is no event that comes after. */
    @Test
    void aWaitGoesOnWhereTheConsolesNumbersBeganAgain() throws IOException {
        String published = EVENT.replace("{\"rebuildId\"", "{\"eventId\":\"e5\",\"rebuildId\"");
        String events = "GET /api/events?after=%d&limit=500&wait=%d&rebuild=rb-1";
        console.on("GET /api/rebuilds/rb-1", 200, RUNNING)
                .on("GET /api/rebuilds/rb-1", 200, ENDED.replace("cancelled", "succeeded"))
                .on(events.formatted(0, 0), 200, "[]")
                .on(events.formatted(0, 10), 200, "[" + published.formatted(40, "publish-completed") + "]")
                .on(events.formatted(40, 10), 410, GONE)
                .on(events.formatted(0, 10), 200, "[" + published.formatted(1, "publish-completed") + "]")
                .on("GET /api/events", 200, "[]");

        Run run = Run.of(console, "rebuilds", "rb-1", "--wait", "--jsonl");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).contains("\"seq\":40");
        assertThat(lines.getLast()).contains("\"state\":\"succeeded\"");
    }

    @Test
    void eventsGoOnWhereTheConsolesNumbersBeganAgain() {
        String events = "GET /api/events?after=%d&limit=500&wait=20";
        String first = EVENT.replace("{\"rebuildId\"", "{\"eventId\":\"e1\",\"rebuildId\"");
        String second = EVENT.replace("{\"rebuildId\"", "{\"eventId\":\"e2\",\"rebuildId\"");
        console.on(events.formatted(0), 200, "[" + first.formatted(40, "build-completed") + "]")
                .on(events.formatted(40), 410, GONE)
                .on(
                        events.formatted(0),
                        200,
                        "[" + first.formatted(1, "build-completed") + "," + second.formatted(2, "test-completed")
                                + "]");
        Head head = new Head(2);

        assertThat(run(head, new StringWriter(), "events", "--follow", "--jsonl"))
                .isEqualTo(ExitCode.OK);

        assertThat(head.lines().getFirst()).contains("\"seq\":40");
        assertThat(head.lines().getLast()).contains("\"seq\":2,");
    }

    /** One that runs, then publishes an image, and is cancelled in the end. */
    private void aRebuild(String command) {
        String events = "GET /api/events?after=%d&limit=500&wait=%d&rebuild=rb-1";
        String news =
                "[" + EVENT.formatted(4, "publish-completed") + "," + EVENT.formatted(5, "rebuild-completed") + "]";
        console.on("POST /api/rebuilds", 202, RUNNING)
                .on("POST /api/rebuilds/rb-1/cancel", 202, RUNNING)
                .on("GET /api/rebuilds/rb-1", 200, command.startsWith("rebuilds") ? RUNNING : ENDED)
                .on("GET /api/rebuilds/rb-1", 200, ENDED)
                .on(events.formatted(0, 0), 200, "[]")
                .on("GET /api/events", 200, news);
    }
}
