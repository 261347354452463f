package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.fixture.Tars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The texts by which the planner tells what is no Dockerfile, given to both builders of a real engine. What they say
 * else of one, that a file or a shell is missing, does not count. Over 130 builds take too long for CI, and seldom say
 * something new.
 */
@Tag("engine")
@Tag("soak")
class DockerfileTextsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LABEL = "test/" + UUID.randomUUID();
    private static final String FRONT =
            "ARG X=y\nFROM scratch AS one\nLABEL dev.imprimatur.image=\"" + LABEL + "\"\nFROM one\n";

    /** The engine's first version whose BuildKit knows what later ones than 20.10 take. */
    private static final int NEWER = 25;

    /** The engine's first version whose builders both know here-documents. */
    private static final int HERE_DOCUMENTS = 23;

    /** Nothing, or what ends a build of what is a Dockerfile: there is neither a shell nor a file. */
    private static final Set<Optional<Failure.Kind>> TAKEN = Set.of(
            Optional.empty(), Optional.of(Failure.Kind.COMMAND_FAILED), Optional.of(Failure.Kind.COPY_SOURCE_MISSING));

    private static Engine engine;
    private static DockerHttpClient http;

    @BeforeAll
    static void connect() {
        engine = RealEngine.connect();
        http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(URI.create(Surroundings.required("DOCKER_HOST")))
                .build();
    }

    @AfterAll
    static void clear() throws IOException {
        engine.prune("dev.imprimatur.image", LABEL);
        engine.close();
        http.execute(post("/build/prune?all=true", new byte[0])).close();
        http.close();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/dockerfiles/refused.csv", delimiter = '|', quoteCharacter = '~')
    void bothRefuse(String instruction) throws IOException {
        for (int builder = 1; builder <= 2; builder++) {
            assertThat(failure(builder, FRONT + instruction))
                    .as("version %d of the builder", builder)
                    .hasValueSatisfying(failure -> assertThat(failure.kind())
                            .as(failure.message())
                            .isEqualTo(Failure.Kind.DOCKERFILE_INVALID));
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/dockerfiles/taken.csv", delimiter = '|', quoteCharacter = '~')
    void oneOfThemTakes(String instruction) throws IOException {
        String dockerfile = FRONT + instruction.translateEscapes() + "\n";

        Optional<Failure> classic = failure(1, dockerfile);
        Optional<Failure> either = TAKEN.contains(classic.map(Failure::kind)) ? classic : failure(2, dockerfile);

        assertThat(either.map(Failure::kind)).as("%s", either).isIn(TAKEN);
    }

    /** Here-documents, and some flags. */
    @ParameterizedTest
    @CsvFileSource(resources = "/dockerfiles/taken-by-newer.csv", delimiter = '|', quoteCharacter = '~')
    void oneOfANewerEngineTakes(String instruction) throws IOException {
        assumeTrue(version() >= NEWER, "the engine is older");
        oneOfThemTakes(instruction);
    }

    /** A here-document without an end, which is none for an engine that knows no here-documents. */
    @ParameterizedTest
    @CsvFileSource(resources = "/dockerfiles/taken-by-older.csv", delimiter = '|', quoteCharacter = '~')
    void oneOfAnOlderEngineTakes(String instruction) throws IOException {
        assumeTrue(version() < HERE_DOCUMENTS, "the engine is newer");
        oneOfThemTakes(instruction);
    }

    private static int version() {
        return Integer.parseInt(engine.version().version().split("\\.")[0]);
    }

    /** Why there is no image, if there is none. */
    private static Optional<Failure> failure(int builder, String dockerfile) throws IOException {
        Request request = post(
                "/build?version=" + builder + "&nocache=1&rm=1&forcerm=1&networkmode=none",
                Tars.of(Map.of("Dockerfile", dockerfile)));
        try (Response response = http.execute(request)) {
            if (response.getStatusCode() != 200) {
                return Optional.of(
                        FailureSorting.ofAnswer(new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8)));
            }
            try (MappingIterator<JsonNode> items =
                    JSON.readerFor(JsonNode.class).readValues(response.getBody())) {
                return items.readAll().stream()
                        .filter(item -> item.has("error"))
                        .map(item -> FailureSorting.ofMessage(item.path("error").asText()))
                        .findFirst();
            }
        }
    }

    private static Request post(String path, byte[] body) {
        return Request.builder()
                .method(Request.Method.POST)
                .path(path)
                .putAllHeaders(Map.of("Content-Type", "application/x-tar"))
                .body(new ByteArrayInputStream(body))
                .build();
    }
}
