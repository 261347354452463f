package dev.imprimatur.planner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Most of these texts were given to the classic builder and the BuildKit of an engine 20.10, which refuse or take them. */
class DockerfileSyntaxTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ENV|nothing stands after ENV",
                "ENV A|ENV needs a name and a value: A=value",
                "ENV A=b c|ENV has 'c' without a =",
                "ENV A=\"b|a \" of ENV is not closed",
                "ENV A='b|a ' of ENV is not closed",
                "ENV A it's|a ' of ENV is not closed",
                "ENV A=${B|a ${ of ENV is not closed",
                "LABEL a|LABEL needs a name and a value",
                "LABEL a=b c|LABEL has 'c' without a =",
                "LABEL a=it's|a ' of LABEL is not closed",
                "ARG|nothing stands after ARG",
                "ARG A=\"x|a \" of ARG is not closed",
                "WORKDIR|nothing stands after WORKDIR",
                "WORKDIR \"a|a \" of WORKDIR is not closed",
                "USER|nothing stands after USER",
                "USER \"a|a \" of USER is not closed",
                "EXPOSE|nothing stands after EXPOSE",
                "VOLUME|nothing stands after VOLUME",
                "VOLUME []|VOLUME names no folder",
                "STOPSIGNAL|nothing stands after STOPSIGNAL",
                "SHELL /bin/sh|SHELL needs a JSON list",
                "SHELL []|SHELL needs a JSON list",
                "SHELL [null]|SHELL needs a JSON list",
                "VOLUME [null]|VOLUME has null in its JSON list",
                "COPY [null, \"/x\"]|COPY has null in its JSON list",
                "ADD [\"x\", null]|ADD has null in its JSON list",
                "ONBUILD VOLUME [null]|VOLUME has null in its JSON list",
                "ONBUILD|nothing stands after ONBUILD",
                "ONBUILD FROM x|ONBUILD cannot hold FROM",
                "ONBUILD ONBUILD RUN x|ONBUILD cannot hold ONBUILD",
                "ONBUILD MAINTAINER x|ONBUILD cannot hold MAINTAINER",
                "HEALTHCHECK|nothing stands after HEALTHCHECK",
                "HEALTHCHECK NONE x|nothing may stand after HEALTHCHECK NONE",
                "HEALTHCHECK CMD|HEALTHCHECK CMD needs the command",
                "HEALTHCHECK FOO x|HEALTHCHECK needs CMD and a command, or NONE, not 'FOO'",
                "HEALTHCHECK --bar=1s CMD x|HEALTHCHECK has no flag --bar",
                "MAINTAINER|nothing stands after MAINTAINER",
                "COPY f|COPY needs what to take and where to put it",
                "COPY [\"f\"]|COPY needs what to take and where to put it",
                "COPY --form=x f /|COPY has no flag --form; did you mean --from?",
                "COPY f \"/x|a \" of COPY is not closed",
                "CMD --foo bar|CMD has no flag --foo",
                "RUN --foo ls|RUN has no flag --foo",
                "RUN|nothing stands after RUN",
                "FROM|nothing stands after FROM",
                "FROM a b|FROM needs one image, or an image, AS, and a name",
                "FROM scratch AS|FROM needs one image, or an image, AS, and a name",
                "FROM scratch AS x y|FROM needs one image, or an image, AS, and a name",
                "FROM scratch AS 1x|'1x' is no name for a stage",
                "FOO bar|'FOO' is no instruction of a Dockerfile",
                "runn x|'runn' is no instruction of a Dockerfile; did you mean RUN?",
                "\"RUN\" x|'\"RUN\"' is no instruction",
            })
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CMD",
                "ENTRYPOINT",
                "CMD [\"a\", 'b']",
                "LABEL a b",
                "LABEL \"a b\"=\"c d\" e=f",
                "ENV A=it\\'s B=\"x y\"",
                "ENV A \"two words\"",
                "ENV A=${B:-${C}} D='${'",
                "ARG A B",
                "COPY f / \\",
                "COPY [\"f\", \"/\"]",
                "COPY --chown=1:1 --from=one f /",
                "copy f /",
                "ADD --checksum=sha256:0 https://example.org/x /x",
                "RUN --mount=type=cache,target=/c --network=none x",
                "RUN -- x",
                "RUN [ -f x ] && echo it's",
                "RUN cat <<EOF\nFOO bar\nCOPY\nEOF\nCMD x",
                "COPY <<EOF /x\nFOO bar\nEOF",
                "RUN cat <<EOF",
                "RUN a \\\n# FOO\n\n  bar",
                "HEALTHCHECK --interval=30s\\\n    CMD curl -f http://localhost/",
                "RUN\\\n    apt-get update",
                "RUN\\ \t\n\tapt-get update",
                "COPY app\\\n    /app",
                "\\\n  RUN x",
                "RUN <<ONE cat > /a && <<TWO cat > /b\nhello\nONE\nworld\nTWO\nCMD x",
                "COPY <<A <<B /dir/\nB\nFOO bar\nA\nFOO bar\nB\nCMD x",
                "RUN <<-ONE <<'TWO' sh\nFOO bar\n\t\tONE\n\tTWO\nFOO bar\nTWO\nCMD x",
                "RUN <<EOF\n  EOF\nFOO bar\nEOF\nCMD x",
                "RUN <<-EOF\n  EOF\nFOO bar\n\tEOF\nCMD x",
                "ONBUILD RUN 3<<\"EOF\" cat\nFOO bar\nEOF",
                "EXPOSE 80 443/tcp $PORT",
                "VOLUME [\"/a\"]",
                "SHELL [\"/bin/bash\", \"-c\"]",
                "ONBUILD RUN x",
                "HEALTHCHECK NONE",
                "HEALTHCHECK --interval=1s CMD [\"x\"]",
                "FROM scratch AS a-B.c",
                "FROM --platform=$BUILDPLATFORM scratch",
                "RUN a\rFOO bar",
                "RUN << EOF cat\nFOO bar\nEOF"
            })
    void whatOneOfThemTakesIsNone(String instruction) {
        assertThat(DockerfileSyntax.mistakes("ARG X=y\nFROM scratch\n" + instruction + "\n"))
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
