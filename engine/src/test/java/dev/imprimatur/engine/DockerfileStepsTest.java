package dev.imprimatur.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileStepsTest {
    private static final String DOCKERFILE = """
            # a comment
            ARG A=b
            FROM a AS tools
            LABEL x=y
            RUN one \\

              # within
              two

            WORKDIR /w
            FROM scratch
            COPY --from=tools /a /b
            FROM tools AS last
            ENV A=b
            RUN three
            """;

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 3", "3, 4", "4, 5", "5, 10", "6, 11", "7, 12", "8, 13", "9, 14", "10, 15"})
    void theClassicBuilderCountsEveryInstruction(int step, int line) {
        assertThat(DockerfileSteps.ofClassic(DOCKERFILE, step, "")).hasValue(line);
    }

    @Test
    void theClassicBuilderKnowsTheEscapeDirectiveAndNoHereDocuments() {
        assertThat(DockerfileSteps.ofClassic("# escape=`\nFROM a\nRUN b `\n  c\nRUN d\n", 3, "RUN d"))
                .hasValue(5);
        assertThat(DockerfileSteps.ofClassic("FROM a\nRUN cat <<EOF\nRUN b\nEOF\n", 3, "RUN b"))
                .hasValue(3);
    }

    /** Engines up to 20.10 know none. */
    @ParameterizedTest
    @CsvSource({
        "2, RUN cat <<EOF, 2",
        "3, ENV x=y, 3",
        "3, RUN false, 5",
        "4, EOF, 4",
        "5, RUN false, 5",
        "3, RUN true,",
        "4, RUN false,"
    })
    void ofANewerEngineTheClassicBuilderKnowsHereDocuments(int step, String text, Integer line) {
        assertThat(DockerfileSteps.ofClassic("FROM a\nRUN cat <<EOF\nENV x=y\nEOF\nRUN false\n", step, text))
                .isEqualTo(line == null ? OptionalInt.empty() : OptionalInt.of(line));
    }

    @Test
    void whereTwoLinesAreTheStepThereIsNone() {
        assertThat(DockerfileSteps.ofClassic("FROM a\nRUN cat <<EOF\nRUN b\nEOF\nRUN b\n", 3, "RUN b"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "11", "-1"})
    void whatIsNoInstructionHasNoLine(int step) {
        assertThat(DockerfileSteps.ofClassic(DOCKERFILE, step, "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "[tools 1/3] FROM a, 3",
        "[tools 2/3] RUN one   two, 5",
        "[tools 3/3] WORKDIR /w, 10",
        "[stage-1 1/1] COPY --from=tools /a /b, 12",
        "[last 1/1] RUN three, 15",
        "[linux/amd64 tools 2/3] RUN one two, 5",
        "[LAST  1/1] run three, 15"
    })
    void buildKitCountsInEachStage(String name, int line) {
        assertThat(DockerfileSteps.ofBuildKit(DOCKERFILE, name)).hasValue(line);
    }

    @ParameterizedTest
    @CsvSource({
        "[internal] load metadata",
        "[tools 2/3] COPY a b",
        "[tools 9/9] RUN x",
        "[tools 0/9] RUN x",
        "[nothing 1/1] RUN x",
        "exporting to image"
    })
    void whatIsNoStepOfTheDockerfileHasNoLine(String name) {
        assertThat(DockerfileSteps.ofBuildKit(DOCKERFILE, name)).isEmpty();
    }

    @Test
    void theOnlyStageHasNoName() {
        assertThat(DockerfileSteps.ofBuildKit("FROM a\nRUN x\n", "[2/2] RUN x")).hasValue(2);
        assertThat(DockerfileSteps.ofBuildKit("FROM a\nRUN cat <<EOF\nRUN y\nEOF\nRUN x\n", "[3/3] RUN x"))
                .hasValue(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dockerfile parse error line 10: unknown instruction: RUNN; correct the template|10",
                "dockerfile parse error on line 7: unknown instruction: RUNN (did you mean RUN?)|7",
                "Dockerfile parse error line 2: unknown flag: nope|2",
                "line 4 of the Dockerfile has RUN --mount=type=ssh, which BuildKit does not build here|4",
                "the command 'x' ended with exit code 1|",
                "sh: line 3: x: not found|",
                "dockerfile parse error line 99999999999: x|"
            })
    void aMessageMayNameTheLine(String message, Integer line) {
        assertThat(DockerfileSteps.named(message)).isEqualTo(line == null ? OptionalInt.empty() : OptionalInt.of(line));
    }
}
