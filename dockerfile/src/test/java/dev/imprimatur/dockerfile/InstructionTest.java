package dev.imprimatur.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionTest {

    @ParameterizedTest
    @ValueSource(strings = {"FROM a", "from\ta b", "From\fa", "FROM\ra", "FROM\u000Ba", "FROM"})
    void itsFirstWordIsItsName(String text) {
        assertThat(read(text).name()).isEqualTo("FROM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FROMAGE a", "FROM\u2028a", "FROM\u00a0a", "\"FROM\" a", "a FROM", ""})
    void noOtherWordIsItsName(String text) {
        assertThat(read(text).name()).isNotEqualTo("FROM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN a",
                "RUN <<A <<-'B' cat > ${HOME}/$B",
                "RUN echo ${A:-b}",
                "RUN cat <<<${A:-b} <<<c",
                "USER <<a.txt",
            })
    void allVersionsReadItAlike(String text) {
        assertThat(read(text).certain()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN <<A <<b.txt cat",
                "RUN <<\"\" cat",
                "RUN <<A cat ${B:-c}",
                "RUN <<A cat ${",
                "RUN cat ${B:-'c <<A d'}",
            })
    void versionsDifferInIt(String text) {
        assertThat(read(text).certain()).isFalse();
    }

    private static Instruction read(String text) {
        return new Instruction(1, text, HereDocument.of(text));
    }
}
