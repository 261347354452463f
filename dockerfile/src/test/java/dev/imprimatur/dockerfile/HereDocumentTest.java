package dev.imprimatur.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected is what BuildKit's {@code frontend/dockerfile/parser} does. */
class HereDocumentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "RUN <<A; A; true",
                "run cat 3<<A >b; A; true",
                "COPY --chmod=755 <<'A' /b; A; true",
                "ADD <<\"A_1\" /b; A_1; true",
                "ONBUILD RUN <<A; A; true",
                "RUN\t<<A; A; true",
                "RUN echo $((1<<2)) <<<B <<A; A; true",
                "COPY <<a.txt /b; a.txt; false",
                "RUN <<A|cat; A|cat; false",
                "RUN <<a'B'; aB; false",
                "RUN <<a\\'b; a'b; false",
                "RUN <<'a'b\\'c; ab'c; false",
                "RUN <<'a b'; a b; false",
                "RUN <<\"a\\\"b\\\\c\\d\"; a\"b\\c\\d; false",
                "RUN <<a\\ b; a b; false",
                "RUN <<a\\; a; false",
                "RUN <<$A; $A; false",
                "RUN <<${A}; ${A}; false",
                "RUN <<1; 1; false",
                "RUN << A; A; false",
                "RUN <<\t 'A' cat; A; false",
                "RUN it\\'s <<A; A; true",
            })
    void anInstructionNamesOne(String instruction, String name, boolean plain) {
        assertThat(HereDocument.of(instruction)).singleElement().satisfies(document -> {
            assertThat(document.name()).isEqualTo(name);
            assertThat(document.plain()).isEqualTo(plain);
            assertThat(document.indented()).isFalse();
            assertThat(document.apart()).isEqualTo(instruction.matches(".*<<\\s.*"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USER <<A",
                "CMD cat <<A",
                "ONBUILD CMD <<A",
                "RUNS <<A",
                "RUN",
                "RUN a < b",
                "RUN \"<<A\"",
                "RUN '<<A'",
                "RUN a<<A",
                "RUN \\<<A",
                "RUN <<<A",
                "RUN <<",
                "RUN <<-",
                "RUN <<- A",
                "RUN << <A",
                "RUN [\"cat\", \"<<A\"]",
                "RUN it's <<A",
                "RUN <<A \"b",
                "RUN <<A \"b\\\"",
            })
    void noneIsNamed(String instruction) {
        assertThat(HereDocument.of(instruction)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"RUN <<-A, A", "RUN <<-'A', A", "RUN 3<<-\"A\" cat, A"})
    void behindAHyphenTabsMayStandBeforeItsEnd(String instruction, String name) {
        assertThat(HereDocument.of(instruction)).singleElement().satisfies(document -> {
            assertThat(document).isEqualTo(new HereDocument(name, true, false, true));
            assertThat(document.endsWith("\t\t" + name)).isTrue();
            assertThat(document.endsWith(" " + name)).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\tA", " A", "A ", "a", "AB", ""})
    void anotherLineIsNotItsEnd(String line) {
        assertThat(HereDocument.of("RUN <<A").getFirst().endsWith(line)).isFalse();
        assertThat(HereDocument.of("RUN <<A").getFirst().endsWith("A")).isTrue();
    }

    /** BuildKit takes it for none. Another frontend might not, so it is named, and not plain. */
    @ParameterizedTest
    @ValueSource(strings = {"RUN <<\"\"", "RUN <<-''"})
    void emptyQuotesNameNone(String instruction) {
        assertThat(HereDocument.of(instruction)).singleElement().satisfies(document -> {
            assertThat(document.plain()).isFalse();
            assertThat(document.endsWith("")).isFalse();
        });
    }
}
