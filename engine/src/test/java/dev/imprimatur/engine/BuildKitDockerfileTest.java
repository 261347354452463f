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
    void secretsAndAgentsAreFoundWithTheirLine() {
        assertThat(BuildKitDockerfile.refused("FROM x\nRUN true \\\n  && true\nRUN --mount=type=secret,id=a cat\n"))
                .contains(new Found(4, "RUN --mount=type=secret"));
        assertThat(BuildKitDockerfile.refused(
                        "FROM x\nRUN --mount=type=cache,target=/c \\\n --mount=id=b,type=ssh y\n"))
                .contains(new Found(3, "RUN --mount=type=ssh"));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG B=x\nFROM $B\n",
                "FROM --platform=linux/arm64 r:1/x:1\n",
                "FROM \\\n r:1/x:1\n",
                "FROM r:1/x:1 \\\n AS y\n"
            })
    void basesThatCannotBeLookedAtAreFound(String dockerfile) {
        assertThat(BuildKitDockerfile.refused(dockerfile))
                .hasValueSatisfying(
                        found -> assertThat(found.what()).startsWith("a base that is not known before: FROM"));
    }

    @Test
    void basesAreThoseOfStagesThatStandOnNoStage() {
        assertThat(BuildKitDockerfile.bases(
                        "FROM r:1/a:1 AS One\nRUN x\nfrom one as two\nFROM scratch\nFROM r:1/b@sha256:12 \nFROM two\n"))
                .containsExactly("r:1/a:1", "r:1/b@sha256:12");
    }
}
