package dev.imprimatur.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.BuildKitDockerfile.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildKitDockerfileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# syntax=example.com/frontend\nFROM x\n",
                "#syntax = docker/dockerfile:1-labs\nFROM x\n",
                "# SYNTAX=docker/dockerfile:1@sha256:12\nFROM x\n",
                "\ufeff# syntax=example.com/frontend\nFROM x\n",
                "// syntax=example.com/frontend\nhello\n",
                "{\"syntax\": \"example.com/frontend\"}\n",
                "{\n \"syntax\": \"example.com/frontend\"}\n",
                "#!/usr/bin/env x\n# syntax=example.com/frontend\nFROM x\n",
                "# syntax=example.com/frontend \u2028\nFROM x\n",
                "# syntax=example.com/frontend x\u2029x\nFROM x\n",
                "# syntax=example.com/frontend \u0085\nFROM x\n",
                "# syntax=example.com/frontend \rx\nFROM x\n",
                "# syntax=docker/dockerfile:1\u2028\nFROM x\n",
                "# syntax=docker/dockerfile:1 \rx\nFROM x\n",
                "#\u00a0syntax=example.com/frontend\nFROM x\n",
                "# x=\u2028\n# syntax=example.com/frontend\nFROM x\n",
                "#!x\u2028\n# syntax=example.com/frontend\nFROM x\n",
                "//x=y\n// syntax=example.com/frontend\nFROM x\n",
                "{\"\\u0073yntax\": \"example.com/frontend\"}\n",
                "{\"a\":\n[1],\n\"syntax\": \"example.com/frontend\"}\n",
                "#!x\n{\"a\": \"\u2028\", \"syntax\": \"example.com/frontend\"}\n",
            })
    void aForeignFrontendIsFound(String dockerfile) {
        assertThat(BuildKitDockerfile.refused(dockerfile))
                .hasValueSatisfying(found -> assertThat(found.what()).contains("a frontend of its own"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# syntax=docker/dockerfile:1\nFROM x\n",
                "# syntax=docker.io/docker/dockerfile:1\nFROM x\n",
                "FROM x\n# syntax=example.com/frontend\n",
                "FROM x\n# RUN --mount=type=secret,id=a true\nRUN --mount=type=cache,target=/secret true\n",
            })
    void whatTheEnginesOwnFrontendBuildsIsNotTakenForForeign(String dockerfile) {
        assertThat(BuildKitDockerfile.refused(dockerfile)).isEmpty();
    }

    @Test
    void anotherEscapeCharacterIsFound() {
        assertThat(BuildKitDockerfile.refused("# a\n# escape=`\nFROM x\n"))
                .contains(new Found(2, "another escape character"));
        assertThat(BuildKitDockerfile.refused("# escape=\\\u2028\nFROM x\n"))
                .contains(new Found(1, "another escape character"));
        assertThat(BuildKitDockerfile.refused("# escape=\\\nFROM x\n")).isEmpty();
    }

    @Test
    void secretsAndAgentsAreFoundWithTheLineOfTheirInstruction() {
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN true \\\n  && true\nRUN --mount=type=secret,id=a cat\n"))
                .contains(new Found(4, "RUN --mount=type=secret"));
        assertThat(BuildKitDockerfile.refused(
                        "FROM x\nRUN --mount=type=cache,target=/c \\\n --mount=id=b,type=ssh y\n"))
                .contains(new Found(2, "RUN --mount=type=ssh"));
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN --mount=t\\\nype=\"secret\",id=a cat\n"))
                .contains(new Found(2, "RUN --mount=type=secret"));
        assertThat(BuildKitDockerfile.refused(
                        "FROM x\nRUN --mount=type=cache,target=\"/a b\" --mount=type=SSH,target='c d' e\n"))
                .contains(new Found(2, "RUN --mount=type=ssh"));
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN --mount=type=cache,target='/a type=ssh' b\n"))
                .isEmpty();
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN cat <<EOF\n--mount=type=secret\nEOF\n"))
                .isEmpty();
    }

    @Test
    void theLineOfTheOwnFrontendIsTakenOutAndOthersKeepTheirNumbers() {
        assertThat(BuildKitDockerfile.forOwnFrontend("# syntax=docker/dockerfile:1\n# escape=`\nFROM x\nRUN a\n"))
                .isEqualTo("# escape=`\n\nFROM x\nRUN a\n");
        assertThat(BuildKitDockerfile.forOwnFrontend("# escape=`\n# syntax=docker/dockerfile:1\nFROM x\n"))
                .isEqualTo("# escape=`\n\nFROM x\n");
        assertThat(BuildKitDockerfile.forOwnFrontend("FROM x\n# syntax=docker/dockerfile:1\n"))
                .isEqualTo("FROM x\n# syntax=docker/dockerfile:1\n");
    }

    /** BuildKit takes the last one, passes over what begins with {@code #!}, and knows both kinds of comments. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "# syntax=docker/dockerfile:1\n# syntax=docker/dockerfile:1\n",
                "# x=y\n# syntax=docker/dockerfile:1\n# a=b\n# syntax=docker.io/docker/dockerfile:1\n",
                "#!x\n# syntax=docker/dockerfile:1\n",
                "//x=y\n# syntax=docker/dockerfile:1\n",
                "# escape=\u2028\n# syntax=docker/dockerfile:1\n",
            })
    void noneOfThemStays(String comments) {
        String own = BuildKitDockerfile.forOwnFrontend(comments + "FROM x\n");

        assertThat(own).doesNotContain("syntax").endsWith("\nFROM x\n");
        assertThat(own.split("\n")).hasSameSizeAs((comments + "FROM x").split("\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG B=x\nFROM $B\n",
                "FROM --platform=linux/arm64 r:1/x:1\n",
                "FROM --pl\"at\"form=linux/arm64 r:1/x:1\n",
                "FROM \\\n --platform=linux/arm64 \\\n r:1/x:1\n",
                "\u00a0FROM $B\n",
            })
    void basesThatCannotBeLookedAtAreFound(String dockerfile) {
        assertThat(BuildKitDockerfile.refused(dockerfile))
                .hasValueSatisfying(
                        found -> assertThat(found.what()).startsWith("a base that is not known before: FROM"));
    }

    @Test
    void linesWithinAnInstructionAreNone() {
        assertThat(BuildKitDockerfile.images("""
                        FROM r:1/a:1
                        RUN echo \\
                          # a comment

                        from r:1/not:1 \\
                          FROM $NOT
                        RUN <<-'EOF' cat && cat <<"B"
                        FROM r:1/not:2
                        COPY --from=r:1/not:3 a b
                        \tEOF
                        FROM $NOT
                        B
                        RUN echo $((1<<2)) "<<C" <<<D; \\
                        FROM r:1/not:4
                        FROM r:1/b\\
                        :1 \\
                          AS c
                        """)).containsExactly("r:1/a:1", "r:1/b:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN a \\\\\nFROM r:1/b:1",
                "RUN echo it's <<A\nFROM r:1/b:1\nA",
                "RUN <<A <<B cat\nA\nFROM r:1/b:1",
                "\\\nFROM r:1/b:1",
                "FROM\rr:1/b:1"
            })
    void noBaseIsOverlooked(String instructions) {
        assertThat(BuildKitDockerfile.images("FROM r:1/a:1\n" + instructions + "\n"))
                .containsExactly("r:1/a:1", "r:1/b:1");
    }

    @Test
    void whereVersionsOfBuildKitDifferInADocumentItIsFound() {
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN cat <<A ${B:-\nFROM r:1/x:1\nA\n"))
                .contains(new Found(2, "a here-document with an unusual name"));
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN cat << A\nFROM r:1/x:1\nA\n"))
                .contains(new Found(2, "a here-document with an unusual name"));
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN echo $(( 1 << 2 )) ${B:-c}\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<<CMD", "<<'USER x'", "<<EOF;", "<<-\"\""})
    void aHereDocumentWhoseEndAnotherFrontendTakesForAnInstructionIsFound(String name) {
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN cat " + name + "\nFROM r:1/x:1\nCMD\n"))
                .contains(new Found(2, "a here-document with an unusual name"));
    }

    @Test
    void imagesThatFilesAreTakenFromAreNeededToo() {
        assertThat(BuildKitDockerfile.images("""
                        FROM r:1/a:1 AS One
                        COPY --chown=1 --from=r:1/b@sha256:12 /a /b
                        FROM scratch
                        COPY --from=one /a /b
                        COPY --from=0 /a /b
                        RUN --mount=type=bind,from=one,target=/o \\
                            --mount=target=/c,\\
                        from=r:1/c:1,rw ls
                        RUN --mount=type=cache,"from=r:1/d:1",target=/d ls --from=r:1/not:1
                        ONBUILD COPY --from=r:1/e:1 /a /b
                        COPY --from=9 /a /b
                        RUN --mount=type=cache,target="/a b" --mount=from=r:1/f:1,target=/f ls
                        COPY --exclude='a b' --from=r:1/g:1 /a /b
                        COPY --from= /a /b
                        """))
                .containsExactly(
                        "r:1/a:1", "r:1/b@sha256:12", "r:1/c:1", "r:1/d:1", "r:1/e:1", "9", "r:1/f:1", "r:1/g:1");
    }

    /** Patterns that go deeper with each part of a text would end a builder. */
    @Test
    void longInstructionsAreRead() {
        String dockerfile = "FROM x\nRUN " + "--mount=a ".repeat(50_000) + "<<EOF '" + "x y ".repeat(100_000)
                + "\" \\q".repeat(50_000) + "'\nEOF\nFROM r:1/x:1\n";

        assertThat(BuildKitDockerfile.refused(dockerfile)).isEmpty();
        assertThat(BuildKitDockerfile.images(dockerfile)).containsExactly("x", "r:1/x:1");
    }

    @Test
    void basesAreThoseOfStagesThatStandOnNoStage() {
        assertThat(BuildKitDockerfile.images(
                        "FROM r:1/a:1 AS One\nRUN x\nfrom one as two\nFROM scratch\nFROM r:1/b@sha256:12 \nFROM two\n"))
                .containsExactly("r:1/a:1", "r:1/b@sha256:12");
    }
}
