package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Output;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A build that a real engine ends says on which line of the Dockerfile, by each of its builders. */
@Tag("engine")
@ParameterizedClass
@EnumSource(Builder.class)
class FailedLineTest {
    private static Engine engine;

    @Parameter
    private Builder builder;

    private final String label = "test/" + UUID.randomUUID();

    @BeforeAll
    static void connect() {
        engine = RealEngine.connect();
        engine.pull(base(), Output.none(), new Cancellation());
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    @AfterEach
    void clear() {
        engine.prune("dev.imprimatur.image", label);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUN true\\n\\nRUN true \\\\\\n  && exit 3|6|COMMAND_FAILED",
                "ENV A=b\\nRUN [\"sh\", \"-c\", \"exit 3\"]|5|COMMAND_FAILED",
                "RUN true\\nRUN true\\nRUN true\\nCOPY nothing /|7|COPY_SOURCE_MISSING",
                "# one\\n\\nRUNN x|6|DOCKERFILE_INVALID",
                "RUN true\\nRUN no-such-command-here|5|COMMAND_FAILED"
            })
    void isTheInstructionsFirst(String lines, int line, String kind) {
        String dockerfile = "FROM " + base() + " AS unused\nFROM " + base() + "\nLABEL dev.imprimatur.image=\"" + label
                + "\"\n" + lines.replace("\\n", "\n").replace("\\\\", "\\") + "\n";

        EngineException failed = catchThrowableOfType(
                EngineException.class,
                () -> engine.build(
                        order(dockerfile, false, Duration.ofMinutes(2), new Cancellation())
                                .by(builder),
                        Output.none()));

        assertThat(failed.failure().kind())
                .hasToString(kind.toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(failed.line()).as(failed.getMessage()).hasValue(line);
    }

    @Test
    void isThatOfTheCommandThatTookTooLong() {
        EngineException failed = catchThrowableOfType(
                EngineException.class,
                () -> engine.build(
                        order(label, "RUN true\nRUN sleep 60", false, Duration.ofSeconds(10), new Cancellation())
                                .by(builder),
                        Output.none()));

        assertThat(failed.line()).as(failed.getMessage()).hasValue(4);
    }
}
