package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.ResourceLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine 20.10.24 once said, byte for byte, and forgeries of it. */
class BuildKitStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private final StringBuilder log = new StringBuilder();
    private BuildKitStream stream = stream(ResourceLimits.NONE);

    private BuildKitStream stream(ResourceLimits limits) {
        return new BuildKitStream((Output) log::append, true, limits, new CommandBounds(null, limits), null);
    }

    private Failure failure() {
        stream.end();
        return catchThrowableOfType(EngineException.class, () -> stream.imageId())
                .failure();
    }

    private void say(String json) throws IOException {
        stream.take(JSON.readTree(json));
    }

    @Test
    void aRecordedBuildHasTheLogOfItsSteps() throws IOException {
        try (InputStream recorded = getClass().getResourceAsStream("/buildkit/failed.jsonl")) {
            for (JsonNode item : JSON.readerFor(JsonNode.class)
                    .<JsonNode>readValues(recorded)
                    .readAll()) {
                stream.take(item);
            }
        }

        Failure failure = failure();

        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.kind()).isEqualTo(Kind.COMMAND_FAILED);
        assertThat(failure.command().exitCode()).isEqualTo(9);
        assertThat(failure.command().text()).isEqualTo("echo earlier; echo broken >&2; exit 9");
        assertThat(failure.command().output()).contains("earlier", "broken").doesNotContain("beside");
        assertThat(log.toString().lines())
                .contains(
                        "Step 2/4 : RUN printf '1%%\\r100%%\\n\\033[31mred\\033[0m\\n'; echo beside >&2",
                        "100%", "red", "grüße aus tools")
                .containsSubsequence(
                        "Step 2/2 : [tools] RUN sleep 1; echo \"grüße aus tools\"; sleep 1",
                        "Step 3/4 : COPY --from=tools /etc/debian_version /h",
                        "Step 4/4 : RUN echo earlier; echo broken >&2; exit 9",
                        "broken",
                        "executor failed running [/bin/sh -c echo earlier; echo broken >&2; exit 9]: exit code: 9")
                .noneMatch(line -> line.contains("[internal]"));
    }

    /** Of the same build, in which a base is resolved, a file is copied, and two commands run beside each other. */
    @Test
    void onlyCommandsThatRunAreSilent() throws IOException {
        List<Duration> silent = new ArrayList<>();
        stream = silent(silent);
        Map<String, String> running = new TreeMap<>();
        Set<String> withoutCommands = new TreeSet<>();
        int withCommands = 0;
        try (InputStream recorded = getClass().getResourceAsStream("/buildkit/failed.jsonl")) {
            for (JsonNode item : JSON.readerFor(JsonNode.class)
                    .<JsonNode>readValues(recorded)
                    .readAll()) {
                stream.take(item);
                if (!item.path("aux").isTextual()) {
                    continue;
                }
                for (BuildKitTrace.Vertex vertex : BuildKitTrace.parse(
                                Base64.getDecoder().decode(item.path("aux").asText()))
                        .vertices()) {
                    if (vertex.runs()) {
                        running.put(vertex.digest(), vertex.name());
                    } else {
                        running.remove(vertex.digest());
                    }
                }
                boolean command = running.values().stream().anyMatch(name -> name.contains("] RUN "));
                silent.clear();
                stream.look(SILENCE.dividedBy(2));
                assertThat(silent.contains(SILENCE.dividedBy(2)))
                        .as("while there runs %s", running.values())
                        .isEqualTo(command);
                withCommands += command ? 1 : 0;
                if (!command) {
                    withoutCommands.addAll(running.values());
                }
            }
        }
        assertThat(withCommands).isPositive();
        assertThat(withoutCommands)
                .as("what is never silent")
                .anyMatch(name -> name.contains("] COPY "))
                .anyMatch(name -> name.startsWith("[internal] "));
    }

    /** What the recorded build has not: a pull, and the making of the image's layers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1/2] FROM localhost:5001/upstream/debian:bookworm",
                "[2/2] COPY a /b",
                "[2/2] ADD a /b",
                "[internal] load build context",
                "exporting to image",
                "exporting layers",
            })
    void noOtherStepIsSilentHoweverLongItTakes(String step) throws IOException {
        List<Duration> silent = new ArrayList<>();
        stream = silent(silent);
        trace(vertex("a", "[1/2] RUN a"));
        stream.look(SILENCE.dividedBy(2));
        assertThat(silent).containsExactly(SILENCE.dividedBy(2));

        trace(ended("a", "[1/2] RUN a") + vertex("b", step));
        stream.look(SILENCE.multipliedBy(3));

        assertThat(silent).as("told that it is over").endsWith(Duration.ZERO).hasSize(2);
        stream.onComplete();
        assertThatCode(() -> stream.await(Duration.ofSeconds(1), new Cancellation()))
                .as("nothing stopped it")
                .doesNotThrowAnyException();
    }

    private static BuildKitStream silent(List<Duration> silent) {
        Output hearing = new Output() {
            @Override
            public void write(String text) {}

            @Override
            public void silent(Duration quiet) {
                silent.add(quiet);
            }
        };
        return new BuildKitStream(
                hearing, true, ResourceLimits.NONE, new CommandBounds(null, ResourceLimits.NONE), SILENCE);
    }

    /** A chunk of output ends anywhere, in a character too, and steps print beside each other. */
    @Test
    void linesOfStepsThatRunBesideEachOtherStayWhole() throws IOException {
        byte[] text = "grün\n".getBytes(StandardCharsets.UTF_8);
        trace(vertex("a", "[1/2] RUN a") + vertex("b", "[2/2] RUN b"));
        trace(log("a", text, 0, 3));
        trace(log("b", "other\n".getBytes(StandardCharsets.UTF_8), 0, 6));
        trace(log("a", text, 3, text.length));

        assertThat(log.toString().lines())
                .containsExactly(
                        "Step 1/2 : RUN a",
                        "Step 2/2 : RUN b",
                        "Step 1/2 : RUN a",
                        "Step 2/2 : RUN b",
                        "other",
                        "Step 1/2 : RUN a",
                        "grün");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "executor failed running [/bin/sh -c exit 3]: exit code: 3|COMMAND_FAILED|exit 3",
                "process \"/bin/sh -c exit 3\" did not complete successfully: exit code: 3|COMMAND_FAILED|exit 3",
                "failed to solve: process \"/bin/sh -c x\" did not complete successfully: exit code:"
                        + " 137|COMMAND_KILLED|x",
                "executor failed running [/bin/sh -c echo ]: exit code: 1]: exit code: 4|COMMAND_FAILED|echo ]: exit"
                        + " code: 1",
                "failed to compute cache key: \"/a\" not found: not found|COPY_SOURCE_MISSING|",
                "failed to calculate checksum of ref x::y: \"/a\": not found|COPY_SOURCE_MISSING|",
                "failed to solve with frontend dockerfile.v0: failed to create LLB definition:"
                        + " localhost:5001/no/such:1: not found|BASE_MISSING|",
                "failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error"
                        + " line 2: unknown instruction: FOO|DOCKERFILE_INVALID|",
                "no active sessions|DOCKERFILE_INVALID|",
                "failed to solve: no match for platform in manifest sha256:1: not found|PLATFORM_MISMATCH|",
            })
    void whatItSaysIsSorted(String message, Kind kind, String command) throws IOException {
        trace(vertex("a", "[1/1] RUN a"));
        say(JSON.createObjectNode().put("error", message).toString());

        Failure failure = failure();

        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        assertThat(failure.command() == null ? null : failure.command().text()).isEqualTo(command);
    }

    /** One that was announced later, and ended by the failure of the other. */
    @Test
    void aStepThatIsStoppedBesideTheOneThatFailedIsNotTheOneThatFailed() throws IOException {
        byte[] why = "curl: (6) Could not resolve host: deb.example\n".getBytes(StandardCharsets.UTF_8);
        trace(vertex("a", "[x 2/2] RUN a") + vertex("b", "[y 2/2] RUN b"));
        trace(log("a", why, 0, why.length) + log("b", "compiling\n".getBytes(StandardCharsets.UTF_8), 0, 10));
        trace(failed("a", "[x 2/2] RUN a", "executor failed running [/bin/sh -c a]: exit code: 6")
                + failed("b", "[y 2/2] RUN b", "executor failed running [/bin/sh -c b]: context canceled"));
        say(JSON.createObjectNode()
                .put("error", "executor failed running [/bin/sh -c a]: exit code: 6")
                .toString());

        Failure failure = failure();

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.NETWORK_IN_BUILD);
        assertThat(stream.line("FROM base AS x\nRUN a\nFROM base AS y\nRUN b\n"))
                .hasValue(2);
    }

    @Test
    void anAnswerThatEndsEarlyIsNoImage() {
        assertThat(failure().kind()).isEqualTo(Kind.ENGINE_UNREACHABLE);
    }

    /** An engine that knows no second version builds as it ever does. */
    @Test
    void anAnswerOfTheClassicBuilderIsNone() throws IOException {
        say("{\"stream\":\"Step 1/1 : FROM scratch\\n\"}");
        say("{\"stream\":\"Successfully built 0123456789ab\\n\"}");

        assertThat(failure().message()).contains("does not answer as BuildKit does");
    }

    @Test
    void whatIsNoTraceEndsTheBuild() {
        for (String aux : List.of("!", Base64.getEncoder().encodeToString(new byte[] {10, 100, 1}))) {
            assertThatThrownBy(() -> say("{\"id\":\"moby.buildkit.trace\",\"aux\":\"" + aux + "\"}"))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    /** Later engines tell more. */
    @Test
    void fieldsThatAreNotKnownAreSkipped() throws IOException {
        trace(field(4, "abc") + vertex("a", "[1/1] RUN a"));

        assertThat(log).hasToString("Step 1/1 : RUN a\n");
    }

    @Test
    void moreOutputThanItMayHaveEndsIt() throws IOException {
        stream = stream(new ResourceLimits(0, 0, 0, 10, 0, null, null));
        trace(vertex("a", "[1/1] RUN a"));
        trace(log("a", new byte[11], 0, 11));

        assertThatThrownBy(() -> stream.await(Duration.ofSeconds(1), new Cancellation()))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(Kind.OUTPUT_TOO_LARGE));
    }

    private void trace(String message) throws IOException {
        String base64 = Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.ISO_8859_1));
        say("{\"id\":\"moby.buildkit.trace\",\"aux\":\"" + base64 + "\"}");
    }

    /** As bytes, each in one character. */
    private static String vertex(String digest, String name) {
        return field(1, field(1, digest) + field(3, name) + field(5, ""));
    }

    private static String ended(String digest, String name) {
        return field(1, field(1, digest) + field(3, name) + field(5, "") + field(6, ""));
    }

    private static String failed(String digest, String name, String error) {
        return field(1, field(1, digest) + field(3, name) + field(5, "") + field(6, "") + field(7, error));
    }

    private static String log(String vertex, byte[] text, int from, int to) {
        String piece = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
        return field(3, field(1, vertex) + (char) (3 << 3) + (char) 1 + field(4, piece));
    }

    private static String field(int number, String bytes) {
        return "" + (char) (number << 3 | 2) + (char) bytes.length() + bytes;
    }
}
