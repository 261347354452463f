package dev.imprimatur.planner.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.fixture.Golden;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileRendererTest extends Rendering {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "node-base/12/bookworm",
                "node-base/13/trixie",
                "node-fetch/12/bookworm",
                "node/22.23.3/trixie",
                "node/26.8.2/bookworm"
            })
    void theShippedDockerfilesAreAsRecorded(String key) {
        PlannedImage image = Planner.plan(CatalogReader.read(Catalogs.SHIPPED), Catalogs.DAY)
                .image(ImageKey.parse(key))
                .orElseThrow();

        Golden.check(key.replace('/', '_') + ".Dockerfile", render(image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime-base/12/bookworm", "jre/21/trixie", "python/3.11/bookworm"})
    void theDockerfilesOfDebiansRuntimesAreAsRecorded(String key) {
        PlannedImage image = Planner.plan(CatalogReader.read(Catalogs.DEBIAN_RUNTIMES), Catalogs.DAY)
                .image(ImageKey.parse(key))
                .orElseThrow();

        Golden.check(key.replace('/', '_') + ".Dockerfile", render(image));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"java/21/trixie", "java-npm/21/trixie", "class-data/21/trixie", "renderer-service/0.1.0/trixie"})
    void theDockerfilesOfOurOwnImagesAreAsRecorded(String key) {
        PlannedImage image = Planner.plan(CatalogReader.read(Catalogs.serviceImages(root)), Catalogs.DAY)
                .image(ImageKey.parse(key))
                .orElseThrow();

        Golden.check(key.replace('/', '_') + ".Dockerfile", render(image));
    }

    @Test
    void everyStageIsLabelledAndTheLastSaysWhatItIs() {
        String text = renderSmall("FROM {base} AS one\nRUN true\nFROM scratch\nCOPY --from=one / /\n");

        assertThat(text).isEqualTo("""
                        FROM localhost:5000/base@sha256:%1$s AS one
                        LABEL dev.imprimatur.image="app/1.0.0/bookworm"
                        RUN true
                        FROM scratch
                        LABEL dev.imprimatur.image="app/1.0.0/bookworm" \\
                              org.opencontainers.image.base.digest="sha256:%1$s" \\
                              org.opencontainers.image.base.name="debian:bookworm" \\
                              org.opencontainers.image.title="app" \\
                              org.opencontainers.image.version="1.0.0"
                        COPY --from=one / /
                        """.formatted("a".repeat(64)));
    }

    @Test
    void revisionAndTimeOfTheRebuildAreLabels() {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        PlannedImage image = Planner.plan(CatalogReader.read(root), Catalogs.DAY)
                .atRevision("0123abc")
                .images()
                .getFirst();
        Instant requested = Instant.parse("2026-11-24T03:00:00.123Z");

        String text = DockerfileRenderer.render(image, bases(image), requested);

        assertThat(text)
                .contains(" org.opencontainers.image.created=\"2026-11-24T03:00:00Z\" \\\n")
                .contains(" org.opencontainers.image.revision=\"0123abc\" \\\n")
                .isEqualTo(DockerfileRenderer.render(image, bases(image), requested));
        assertThat(render(image)).doesNotContain("image.created");
    }

    @Test
    void nothingIsBuiltFromWhatIsNotPinned() {
        assertThatThrownBy(() -> renderSmall("FROM debian:bookworm\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:1: builds from 'debian:bookworm', which is not pinned");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM\\\n  debian:bookworm",
                "FROM\\\n\n# a comment\n  debian:bookworm AS x",
                "FR\\\nOM debian:bookworm",
                "\\\nFROM debian:bookworm",
                "  FROM debian:bookworm",
                "RUN <<EOF\ntrue \\\nEOF\nFROM\\\n  debian:bookworm"
            })
    void noFromIsOverlooked(String from) {
        for (String template :
                new String[] {"FROM {base}\nRUN x\n" + from + "\n", "ARG A\nARG B\n" + from + "\nFROM {base}\n"}) {
            assertThatThrownBy(() -> renderSmall(template))
                    .isInstanceOf(RenderException.class)
                    .hasMessageContaining("app/Dockerfile:")
                    .hasMessageContaining("FROM");
        }
    }

    @Test
    void commentsHideNoUnpinnedBase() {
        assertThatThrownBy(() -> renderSmall("FROM {base}\n# a comment \\\nFROM debian:bookworm\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("'debian:bookworm', which is not pinned");
        assertThat(renderSmall("FROM {base}\nRUN echo a \\\n# between\n\nfrom b\n"))
                .contains("# between\n\nfrom b\n");
        assertThatThrownBy(() -> renderSmall("# escape=`\nFROM {base}\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("sets another escape character");
    }

    /**
     * Versions of BuildKit differ in which of these are directives, and so in whether the last line is an instruction.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#\u00a0escape=`",
                "\u00a0# escape=`",
                "#\u2028escape=`",
                "#\u3000 Escape\t= `",
                "\u2007#escape=`",
                "#\u200bescape=`",
                "# escape=\\\u2028"
            })
    void noBlankHidesADirectiveBehindWhichABaseIsUnpinned(String directive) {
        assertThatThrownBy(() -> renderSmall(directive + "\nFROM {base}\nRUN true `\nFROM debian:bookworm\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:1: sets another escape character");
    }

    @Test
    void aHereDocumentHidesNoUnpinnedBase() {
        assertThatThrownBy(() -> renderSmall("FROM {base}\nRUN cat <<EOF\nFROM {base} AS debian\nEOF\nFROM debian\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:5: builds from 'debian', which is not pinned");
    }

    @Test
    void noLineGoesOnBehindTwoBackslashesSoTheyHideNoUnpinnedBase() {
        assertThatThrownBy(() -> renderSmall("FROM {base}\nRUN echo a \\\\\nFROM debian:bookworm\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:3: builds from 'debian:bookworm', which is not pinned");
        assertThat(renderSmall("FROM {base} AS a\nRUN echo b \\\\\nFROM {base}\n"))
                .containsPattern("\\\\\\\\\nFROM .*\nLABEL dev.imprimatur.image=");
    }

    @Test
    void whatATemplateUsesHasToExist() {
        assertThatThrownBy(() -> renderSmall("FROM {base}\nRUN echo {args.nothing}\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:2: {args.nothing} is unknown here");
    }

    @Test
    void theClientsConfigurationIsNeverShipped() {
        assertThatThrownBy(() -> renderSmall("FROM {base}\nCOPY .imprimatur/ /x/\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("uses .imprimatur/ in its last stage");
        assertThatThrownBy(() -> renderSmall(
                        "FROM {base} AS one\nCOPY .imprimatur/npmrc /x\nFROM {base}\nCOPY --chown=1 . /app\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("copies the whole context");
        assertThat(renderSmall("FROM {base} AS one\nCOPY .imprimatur/npmrc /x\nFROM {base}\nCOPY app.js /app/\n"))
                .contains("COPY app.js /app/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\\s\\tCOPY . /app|4",
                "COPY \\\\\\n  . /app|4",
                "RUN true\\nCOPY [\".\", \"/app\"]|5",
                "COPY --chown=\"a b\" . /app|4",
                "copy a.js . /app|4",
                "COPY \".\" /app|4",
                "COPY ./* /app|4",
                "COPY .* /app|4",
                "ADD ./ /app|4",
                "ONBUILD COPY . /app|4",
                "RUN <<EOF\\ntrue\\nEOF\\n  COPY . /app|7",
            })
    void theWholeContextIsRecognizedInEachForm(String copy, int line) {
        assertThatThrownBy(() -> renderSmall("FROM {base} AS one\nCOPY .imprimatur/npmrc /x\nFROM {base}\n"
                        + copy.translateEscapes() + "\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageStartingWith("app/Dockerfile:" + line + ": copies the whole context");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY a . \n", "COPY [\"a\", \".\"]\n", "COPY ./a .b c. /app/\n", "RUN cp -r . /app\n"})
    void aPartOfTheContextMayBeCopied(String copy) {
        assertThat(renderSmall("FROM {base} AS one\nCOPY .imprimatur/npmrc /x\nFROM {base}\n" + copy))
                .endsWith(copy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY .impri\\\nmatur/npmrc /x",
                "COPY .imprimatur/npmrc /x\nRUN cat <<EOF\nFROM {base}\nEOF",
                "RUN <<EOF\ncp .imprimatur/npmrc /x\nEOF"
            })
    void theLastStageOfEitherBuilderDoesNotUseIt(String instructions) {
        assertThatThrownBy(() -> renderSmall("FROM {base} AS one\nFROM {base}\n" + instructions + "\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("uses .imprimatur/ in its last stage");
    }

    @Test
    void aTemplateWithoutFromIsNone() {
        assertThatThrownBy(() -> renderSmall("RUN true\n"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("app/Dockerfile:1: there is no FROM");
    }

    @Test
    void shellVariablesAndBracesOfTheShellStay() {
        assertThat(renderSmall("FROM {base}\nRUN echo $\\{HOME} && test {version} = 1.0.0\n"))
                .contains("RUN echo ${HOME} && test 1.0.0 = 1.0.0\n");
    }

    @Test
    void aRegistrysNameIsNoClientsConfiguration() {
        String dockerfile = "FROM staging.imprimatur.example:5000/base@sha256:" + "a".repeat(64) + "\nCOPY . /app\n";

        assertThat(renderSmall(dockerfile))
                .contains("staging.imprimatur.example")
                .contains("COPY . /app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# a comment\nFROM {base}\n",
                "ARG A=b\nFROM {base}\n",
                "FROM {base}\n",
                "{! why !}\nFROM {base}\n"
            })
    void enginesDiscardAByteOrderMarkSoItIsNotRendered(String template) {
        PlannedImage image = planned("\uFEFF" + template);

        assertThat(render(image)).doesNotContain("\uFEFF").contains("\nLABEL dev.imprimatur.image=");
        assertThat(image.template()).isEqualTo("\uFEFF" + template);
        assertThat(DockerfileRenderer.rendered(image, bases(image), null)
                        .template()
                        .orElseThrow()
                        .lines())
                .contains(2 - (template.startsWith("FROM") ? 1 : 0));
    }

    @Test
    void aByteOrderMarkHidesNothing() {
        assertThatThrownBy(() -> renderSmall("\uFEFFFROM debian:bookworm\nFROM {base}\n"))
                .hasMessageContaining("app/Dockerfile:1: builds from 'debian:bookworm', which is not pinned");
        assertThatThrownBy(() -> renderSmall("\uFEFF# escape=`\nFROM {base}\n"))
                .hasMessageContaining("app/Dockerfile:1: sets another escape character");
    }
}
