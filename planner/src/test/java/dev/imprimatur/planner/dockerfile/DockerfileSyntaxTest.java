package dev.imprimatur.planner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is refused and taken here is given to both builders of a real engine too: {@code DockerfileTextsTest} of the
 * module engine.
 */
class DockerfileSyntaxTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/dockerfiles/refused.csv", delimiter = '|', quoteCharacter = '~')
    void whatBothBuildersRefuseIsAMistake(String instruction, String message) {
        assertThat(DockerfileSyntax.mistakes("# a comment\nFROM scratch\n\n" + instruction))
                .singleElement()
                .satisfies(mistake -> {
                    assertThat(mistake.line()).isEqualTo(4);
                    assertThat(mistake.message()).startsWith(message);
                });
        assertThat(DockerfileSyntax.ofTest(instruction).isEmpty())
                .as("a test's FROM is refused for another reason")
                .isFalse();
    }

    /** It does nothing, and BuildKit refuses it. */
    @Test
    void anEmptyCommandIsAMistakeThoughTheClassicBuilderTakesIt() {
        assertThat(DockerfileSyntax.mistakes("FROM scratch\nRUN\n"))
                .containsExactly(new Mistake(2, "nothing stands after RUN"));
    }

    @ParameterizedTest
    @CsvFileSource(
            resources = {"/dockerfiles/taken.csv", "/dockerfiles/taken-by-newer.csv", "/dockerfiles/taken-by-older.csv"
            },
            delimiter = '|',
            quoteCharacter = '~')
    void whatOneOfThemTakesIsNone(String instruction) {
        assertThat(DockerfileSyntax.mistakes("ARG X=y\nFROM scratch\n" + instruction.translateEscapes() + "\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN a\rFOO bar", "RUN << EOF cat\nFOO bar\nEOF"})
    void aLoneCarriageReturnEndsNoLineAndABlankMayStandBeforeADelimiter(String instruction) {
        assertThat(DockerfileSyntax.mistakes("FROM scratch\n" + instruction + "\n"))
                .isEmpty();
    }

    /** BuildKit takes them for one flag. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY --exclude=\"a b\" src /dst",
                "COPY --exclude='it is \"' src /dst",
                "COPY --chown=a\\ b src /dst",
                "RUN --mount=type=cache,target=\"/a b\" true"
            })
    void aBlankInQuotesEndsNoFlag(String instruction) {
        assertThat(DockerfileSyntax.mistakes("FROM scratch\n" + instruction + "\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN <<A <<B cat\nx\nA\ny\nB\nFOO bar",
                "RUN <<A cat\nA\nFOO bar",
                "RUN <<-A cat\n\tA\nFOO bar",
                "RUN echo '<<A'\nFOO bar\nA",
                "RUN <<A cat\nFOO bar",
                "RUN <<A <<B cat\nA\nFOO bar",
                "RUN it's <<A\nFOO bar\nA",
                "RUN a \\\\\nFOO bar"
            })
    void behindTheLastDocumentInstructionsGoOn(String instruction) {
        assertThat(DockerfileSyntax.mistakes("FROM scratch\n" + instruction + "\n"))
                .extracting(Mistake::message)
                .anySatisfy(message -> assertThat(message).startsWith("'FOO' is no instruction"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"# a comment\nFROM scratch\n", "ARG A=b\nFROM scratch\n", "FROM scratch\n", "\nFROM scratch\n"})
    void aByteOrderMarkIsNoText(String dockerfile) {
        assertThat(DockerfileSyntax.mistakes("\uFEFF" + dockerfile)).isEmpty();
        assertThat(DockerfileSyntax.ofTest("\uFEFFRUN x\n")).isEmpty();
    }

    @Test
    void aTestHasNoDirectives() {
        String fragment = "# escape=`\nRUN a `\nFOO bar";

        assertThat(DockerfileSyntax.mistakes(fragment.replace("RUN a", "FROM scratch AS a")))
                .extracting(Mistake::message)
                .noneMatch(message -> message.startsWith("'FOO'"));
        assertThat(DockerfileSyntax.ofTest(fragment))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.message()).startsWith("'FOO' is no instruction"));
    }

    @Test
    void onlyArgumentsStandBeforeTheFirstFrom() {
        assertThat(DockerfileSyntax.mistakes("ARG A=b\nRUN x\nFROM scratch\nRUN y\n"))
                .containsExactly(
                        new Mistake(2, "RUN stands before the first FROM, where only ARG may; move it behind"));
        assertThat(DockerfileSyntax.mistakes("RUN x\n"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.message()).startsWith("there is no FROM"));
        assertThat(DockerfileSyntax.mistakes("# nothing\n"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.message()).startsWith("there is no instruction"));
    }
}
