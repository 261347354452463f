package dev.imprimatur.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected is what BuildKit's {@code frontend/dockerfile/parser} does. */
class DockerfileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "FROM a\\nRUN b; 1 FROM a, 2 RUN b",
                "\\n  \\n  FROM a  \\n\\t\\nRUN b\\n; 3 FROM a, 5 RUN b",
                "# a\\n  # b\\nFROM a # c; 3 FROM a # c",
                "FROM a\\\\\\n  AS b; 1 FROM a  AS b",
                "FR\\\\\\nOM a; 1 FROM a",
                "RUN a \\\\ \\t\\n  b; 1 RUN a   b",
                "RUN a \\\\\\n\\n# c\\n  # d \\\\\\n  b\\nCMD e; 1 RUN a   b, 6 CMD e",
                "RUN a \\\\\\n\\\\\\n  \\\\\\nb\\nCMD e; 1 RUN a   b, 5 CMD e",
                "RUN a \\\\; 1 RUN a",
            })
    void aLineGoesOnBehindTheEscapeCharacter(String text, String instructions) {
        assertThat(both(Dockerfile.of(text(text)))).containsExactly(instructions.split(", "));
    }

    /**
     * It is no escape character but an escaped one. The same holds for three, which the parser does not tell from two.
     */
    @ParameterizedTest
    @CsvSource({"1, RUN aCMD b", "2, RUN a\\\\", "3, RUN a\\\\\\"})
    void behindMoreThanOneNoLineGoesOn(int escapes, String first) {
        assertThat(both(Dockerfile.of("RUN a" + "\\".repeat(escapes) + "\nCMD b"))
                        .getFirst())
                .isEqualTo("1 " + first);
    }

    @Test
    void anInstructionBeginsWhereItsFirstEscapeCharacterStands() {
        assertThat(both(Dockerfile.of("FROM a\n \\\n\n  RUN b"))).containsExactly("1 FROM a", "2 RUN b");
        assertThat(both(Dockerfile.of("FROM a\n\\\n"))).containsExactly("1 FROM a", "2 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\f", "\u000B", "\u00a0", "\u2028", "\u0085", " x"})
    void behindAnEscapeCharacterOnlySpacesAndTabsMayStand(String blank) {
        assertThat(both(Dockerfile.of("RUN a \\" + blank + "\nCMD b"))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r\r\n"})
    void linesEndAtNewlinesWithWhatReturnsBeforeThem(String end) {
        assertThat(both(Dockerfile.of(String.join(end, "FROM a", "RUN b \\", "  c", "", "CMD d"))))
                .containsExactly("1 FROM a", "2 RUN b   c", "5 CMD d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\u2028", "\u2029", "\u0085", "\f", "\u000B"})
    void nothingElseEndsALine(String between) {
        assertThat(both(Dockerfile.of("FROM a" + between + "RUN b\nCMD c")))
                .containsExactly("1 FROM a" + between + "RUN b", "2 CMD c");
        assertThat(both(Dockerfile.of("# a" + between + "RUN b\nCMD c"))).containsExactly("2 CMD c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u2007", "\u202f", "\u0085", "\u2028", "\u3000", "\u000B", "\r"})
    void unicodesBlanksAreBlank(String blank) {
        assertThat(both(Dockerfile.of(blank + "FROM a" + blank + "\n" + blank + "\n" + blank + "# b\nCMD c")))
                .containsExactly("1 FROM a", "4 CMD c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001c", "\u001f", "\u200b", "\ufeff", "\u180e"})
    void whatIsNoBlankBelongsToTheName(String character) {
        assertThat(both(Dockerfile.of("FROM a\n" + character + "RUN b")))
                .containsExactly("1 FROM a", "2 " + character + "RUN b");
    }

    @Test
    void aByteOrderMarkIsDiscardedOnceAndAtTheBeginning() {
        assertThat(both(Dockerfile.of("\ufeffFROM a"))).containsExactly("1 FROM a");
        assertThat(both(Dockerfile.of("\ufeff# escape=`\nRUN a `\nb"))).containsExactly("2 RUN a b");
        assertThat(both(Dockerfile.fragment("\ufeffRUN a"))).containsExactly("1 RUN a");
        assertThat(both(Dockerfile.of("\ufeff\ufeffFROM a"))).containsExactly("1 \ufeffFROM a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# escape=`",
                "#ESCAPE = ` ",
                "  # escape=`",
                "#\u00a0escape\t=\t`",
                "# syntax=docker/dockerfile:1\n# escape=`",
                "# check=skip=all\n# escape=`"
            })
    void aDirectiveSetsTheEscapeCharacter(String directives) {
        assertThat(texts(Dockerfile.of(directives + "\nRUN a `\n  b\nRUN c \\\nCMD d")))
                .containsExactly("RUN a   b", "RUN c \\", "CMD d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# escape=\\",
                "# a comment\n# escape=`",
                "# a=b\n# escape=`",
                "\n# escape=`",
                "ARG A\n# escape=`",
                "# escape=x",
                "# escape=``",
                "# escape=",
                "# escapes=`",
                "#!x\n# escape=`"
            })
    void noOtherCommentDoes(String comments) {
        assertThat(texts(Dockerfile.of(comments + "\nRUN a \\\n  b\nRUN c `\nCMD d")))
                .endsWith("RUN a   b", "RUN c `", "CMD d");
    }

    @Test
    void aFragmentHasNoDirectives() {
        assertThat(both(Dockerfile.fragment("# escape=`\nRUN a \\\n  b\nRUN c `\nCMD d")))
                .containsExactly("2 RUN a   b", "4 RUN c `", "5 CMD d");
    }

    @Test
    void whatDocumentsHoldIsNoInstructionForBuildKitAndOneForTheClassicBuilder() {
        Dockerfile dockerfile = Dockerfile.of(text("RUN <<A cat\\nFROM x\\n\\tA\\n# c \\\\\\nA\\nCMD b"));

        assertThat(lines(dockerfile.ofBuildKit())).containsExactly("1 RUN <<A cat", "6 CMD b");
        assertThat(lines(dockerfile.ofClassic())).containsExactly("1 RUN <<A cat", "2 FROM x", "3 A", "5 A", "6 CMD b");
        assertThat(lines(dockerfile.ofEither()))
                .containsExactlyInAnyOrder("1 RUN <<A cat", "6 CMD b", "2 FROM x", "3 A", "5 A");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "RUN <<A <<B cat\\nB\\nx\\nA\\nA\\nB\\nCMD c; RUN <<A <<B cat, CMD c",
                "RUN <<-A cat\\n A\\nx\\n\\t\\tA\\nCMD c; RUN <<-A cat, CMD c",
                "RUN <<A \\\\\\n# d\\n cat\\nx\\nA\\nCMD c; RUN <<A  cat, CMD c",
                "RUN <<A cat\\nx \\\\\\nA\\nCMD c; RUN <<A cat, CMD c",
                "RUN <<A cat\\r\\nx\\r\\nA\\r\\nCMD c; RUN <<A cat, CMD c",
                "RUN << A cat\\nx\\nA\\nCMD c; RUN << A cat, CMD c",
                "RUN <<A cat\\nA \\nA\\nCMD c; RUN <<A cat, CMD c",
                "RUN <<A cat; RUN <<A cat",
                "CMD <<A\\nCMD c\\nA; CMD <<A, CMD c, A",
                "RUN echo \"<<A\"\\nCMD c\\nA; RUN echo \"<<A\", CMD c, A",
            })
    void aDocumentEndsAtItsName(String text, String instructions) {
        assertThat(texts(Dockerfile.of(text(text)))).containsExactly(instructions.split(", "));
    }

    @Test
    void behindADocumentWithoutAnEndInstructionsGoOn() {
        assertThat(texts(Dockerfile.of("RUN <<A <<B cat\nx\nA\nFROM y")))
                .containsExactly("RUN <<A <<B cat", "x", "A", "FROM y");
        assertThat(Dockerfile.of("RUN <<A cat").ofBuildKit().getFirst().documents())
                .hasSize(1);
    }

    /** Before version 1.16 this was a shift of the shell, and 1.16 refuses it. */
    @Test
    void aNameThatStandsApartNamesADocumentOnlyIfThatEnds() {
        assertThat(documents("RUN echo $(( 1 << 2 ))\nCMD a")).isEmpty();
        assertThat(documents("RUN cat << A\nx\nA\nCMD a")).containsExactly(new HereDocument("A", false, true, false));
        assertThat(texts(Dockerfile.of("RUN cat <<A; echo $(( 1 << 2 ))\nx\nA;\nCMD a")))
                .containsExactly("RUN cat <<A; echo $(( 1 << 2 ))", "CMD a");
    }

    /** Patterns that go deeper with each part of a text would end a service. */
    @Test
    void longInstructionsAreRead() {
        String run = "RUN <<A " + "a 'b' \"c\\\" \" \\d <e ${f} ".repeat(50_000) + " ".repeat(200_000) + "g";

        assertThat(texts(Dockerfile.of(run + "\nFROM x\nA\n" + "RUN a \\\n".repeat(50_000) + "b")))
                .hasSize(2)
                .startsWith(run);
        assertThat(new Instruction(1, "RUN " + "${x:-".repeat(200_000), List.of()).certain())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n\t\n", "# a", "\ufeff"})
    void withoutTextThereIsNoInstruction(String text) {
        assertThat(both(Dockerfile.of(text))).isEmpty();
    }

    private static List<HereDocument> documents(String text) {
        return Dockerfile.of(text).ofBuildKit().getFirst().documents();
    }

    /** The instructions as both builders read them, who agree where there are no documents. */
    private static List<String> both(Dockerfile dockerfile) {
        assertThat(dockerfile.ofBuildKit()).isEqualTo(dockerfile.ofClassic()).isEqualTo(dockerfile.ofEither());
        return lines(dockerfile.ofBuildKit());
    }

    private static List<String> lines(List<Instruction> instructions) {
        return instructions.stream()
                .map(each -> each.line() + " " + each.text())
                .toList();
    }

    private static List<String> texts(Dockerfile dockerfile) {
        return dockerfile.ofBuildKit().stream().map(Instruction::text).toList();
    }

    private static String text(String oneLine) {
        return oneLine.replace("\\\\", "\u0000")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\t", "\t")
                .replace("\u0000", "\\");
    }
}
