package dev.imprimatur.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "COPY --from=x a b;x",
                "copy --FROM=x a b;x",
                "ONBUILD COPY --from=x a b;x",
                "COPY --from=\"x\" a b;x",
                "COPY --from=\\\"x\\\" a b;x",
                "COPY \"--from=x\" a b;x",
                "COPY --chown=\"a b\" --from=x a b;x",
                "RUN --mount=from=x true;x",
                "RUN --mount=type=bind,FROM=x,target=/t true;x",
                "RUN --mount=target=\"/a b\",from=x --mount=from=y true;x,y",
                "RUN --mount=type=bind,\\\"from=x\\\" true;x",
                "RUN --mount=from=x,\"target=/t,from=y\" true;x,y",
            })
    void filesAreTakenFrom(String instruction, String sources) {
        assertThat(of(instruction)).containsExactly(sources.split(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY a b",
                "COPY --chown=from=x a b",
                "COPY --exclude=\"a --b\" a b",
                "COPY a --from=x",
                "RUN --mount=type=cache,target=/from=x true",
                "RUN x --mount=from=y",
                "HEALTHCHECK --from=x",
                "FROM --from=x y"
            })
    void filesAreNotTakenFrom(String instruction) {
        assertThat(of(instruction)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY --from= a b", "COPY --from a b"})
    void aSourceMayBeEmpty(String instruction) {
        assertThat(of(instruction)).containsExactly("");
    }

    private static List<String> of(String instruction) {
        return Sources.of(new Instruction(1, instruction, List.of()));
    }
}
