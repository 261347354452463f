package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenAnswersTest {
    private static final String ID = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private StubEngine stub;
    private String said;

    @BeforeEach
    void start() throws IOException {
        stub = new StubEngine(this::answer);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void anImageThatTheEngineBuiltIsBuilt() {
        said = made(ID) + printed("Successfully built 0123456789ab\\n") + printed("Successfully tagged x:1\\n");

        assertThat(build(Builder.CLASSIC)).isEqualTo(ID);
    }

    /** pip prints such words too, of a package. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Successfully built 0123456789ab\\n",
                "Successfully built PyYAML\\n",
                "Successfully built\\n",
                ID + "\\n"
            })
    void whatACommandPrintsBuildsNothingWhereTheAnswerThenEnds(String line) {
        for (String stageBefore : List.of("", made(ID) + printed("Step 2/3 : FROM x\\n"))) {
            said = stageBefore + printed(line);

            assertThatThrownBy(() -> build(Builder.CLASSIC))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            thrown -> assertThat(thrown.failure().kind()).isEqualTo(Kind.ENGINE_UNREACHABLE));
        }
    }

    @Test
    void whatBuildKitBuiltIsBuiltThoughTheAnswerToItsClearingBreaksOff() {
        said = "{\"id\":\"moby.buildkit.trace\",\"aux\":\"\"}{\"id\":\"moby.image.id\",\"aux\":{\"ID\":\"" + ID
                + "\"}}";

        assertThat(build(Builder.BUILDKIT)).isEqualTo(ID);
    }

    private String build(Builder by) {
        BuildOrder order = order("FROM scratch\nCOPY a /", false, Duration.ofSeconds(30), new Cancellation());
        return stub.engine().build(order.by(by), Output.none()).value();
    }

    private static String printed(String text) {
        return "{\"stream\":\"" + text + "\"}";
    }

    private static String made(String id) {
        return "{\"aux\":{\"ID\":\"" + id + "\"}}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/build/prune")) {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
        } else if (path.endsWith("/build")) {
            StubEngine.send(exchange, 200, said);
        } else if (path.endsWith("/version")) {
            StubEngine.send(exchange, 200, "{\"Os\":\"linux\",\"Arch\":\"amd64\"}");
        } else {
            StubEngine.send(exchange, 200, "{\"Id\":\"" + ID + "\",\"Os\":\"linux\",\"Architecture\":\"amd64\"}");
        }
    }
}
