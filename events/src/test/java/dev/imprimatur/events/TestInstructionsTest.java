package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestInstructionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n\t\n",
                "# RUN true",
                "ENV A=b",
                "ARG A",
                "COPY a b\nUSER app\nWORKDIR /app",
                "ONBUILD RUN true",
                "HEALTHCHECK CMD RUN true",
                "CMD RUN true",
                "RUN",
                "RUN   ",
                "RUN \\\n",
                "RUN \\\n# true\n",
                "RUN\\\ntrue",
                "\uFEFF# RUN true",
                "RUN # true",
                "RUN []",
                "RUN --network=none",
                "RUN --network=none # true",
                "ENV A=b \\\n RUN true",
                "LABEL a=\"\\\nRUN true\"",
                "RUNS true",
                "ENV A=b\rRUN true",
                "# a\rRUN true",
                "RUN --mount=target=\"a true\"",
                "COPY <<EOF /x\nRUN true\nEOF"
            })
    void thisRunsNothing(String dockerfile) {
        assertThat(TestInstructions.runAnything(dockerfile)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN node --version",
                "run true",
                "  RUN true",
                "# a comment\n\nENV A=b\r\nRUN true\r\n",
                "RUN \\\n # a comment\n\n  true",
                "RUN [\"true\"]",
                "RUN --network=none true",
                "RUN\ttrue",
                "ENV A=b\nRUN echo # hello",
                "RUN\\\n    true",
                "RUN\\ \t\n# a comment\n\ttrue",
                "\\\n  RUN true",
                "\uFEFFRUN true",
                "RUN\rtrue",
                "RUN echo a\u2028b",
                "ENV A=b\\\\\nRUN true",
                "RUN --mount=target=\"a b\" true",
                "RUN <<EOF\ntrue\nEOF",
                "COPY <<EOF /x\nRUN true\nEOF\nRUN true"
            })
    void thisRunsSomething(String dockerfile) {
        assertThat(TestInstructions.runAnything(dockerfile)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY\\\n  --from=x a b",
                "FROM\\\n  x",
                "\uFEFFFROM x",
                "ADD\\\n\thttps://example.org/x /x",
                "FROM\rx",
                "ADD a\rhttps://example.org/x /x",
                "ADD a\u2028 https://example.org/x /x",
                "ADD \"ht\"tps://example.org/x /x",
                "COPY --chown=1\u2028 --from=x a b",
                "COPY --fr\"om\"=x a b",
                "COPY --chown=\"a b\" --from=x a b",
                "COPY --chown='a b' --from=x a b",
                "COPY --chown=a\\ b --from=x a b",
                "COPY --chown=\u00e0--from=x a b",
                "RUN cat <<'A \\'\nb\nA \\\nCOPY --from=x a b",
                "RUN true \\\\\nFROM x",
                "# escape=`\nRUN true `\nFROM x"
            })
    void noTestDoesThis(String dockerfile) {
        assertThat(TestInstructions.mistakes(dockerfile, false)).hasSize(1);
    }
}
