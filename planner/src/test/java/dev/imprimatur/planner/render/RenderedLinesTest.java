package dev.imprimatur.planner.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.TemplateLines;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which line of a template each line of its Dockerfile is from. */
class RenderedLinesTest extends Rendering {
    @Test
    void everyLineOfADockerfileKnowsItsLineOfTheTemplate() {
        String template = """
                {! what it is,
                   on two lines !}
                FROM {base} AS one
                {#if version}
                RUN one \\

                  # comment
                  {version}
                {#else}
                RUN two
                {/if}
                {#for tool in args}
                RUN {tool.value}
                {/for}

                {#if version}RUN three{/if}
                {|RUN four|}
                FROM {base}
                RUN {! gone !}five""";
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/Dockerfile", template);
        PlannedImage image =
                Planner.plan(CatalogReader.read(root), Catalogs.DAY).images().getFirst();

        TemplateLines lines = DockerfileRenderer.rendered(image, bases(image), null)
                .template()
                .orElseThrow();

        List<String> rendered = render(image).lines().toList();
        assertThat(lines.file()).isEqualTo("app/Dockerfile");
        assertThat(lines.lines()).hasSameSizeAs(rendered);
        assertThat(IntStream.range(0, rendered.size())
                        .filter(line -> !rendered.get(line).isBlank())
                        .mapToObj(line -> lines.lines().get(line) + " "
                                + rendered.get(line).strip().split("[ =@]")[0]))
                .containsExactly(
                        "3 FROM",
                        "3 LABEL",
                        "5 RUN",
                        "7 #",
                        "8 1.0.0",
                        "16 RUN",
                        "17 RUN",
                        "18 FROM",
                        "18 LABEL",
                        "18 org.opencontainers.image.base.digest",
                        "18 org.opencontainers.image.base.name",
                        "18 org.opencontainers.image.title",
                        "18 org.opencontainers.image.version",
                        "19 RUN");
    }

    @Test
    void numbersLeaveEveryShippedDockerfileAsItIs() {
        Plan plan = Planner.plan(CatalogReader.read(Catalogs.SHIPPED), Catalogs.DAY);

        assertThat(plan.images()).isNotEmpty().allSatisfy(image -> {
            List<String> template = image.template().lines().toList();
            List<String> rendered = render(image).lines().toList();
            TemplateLines lines = DockerfileRenderer.rendered(image, bases(image), null)
                    .template()
                    .orElseThrow();
            for (int line = 0; line < rendered.size(); line++) {
                String word = rendered.get(line).split("[ {@]", 2)[0];
                if (!word.isBlank() && !word.equals("LABEL")) {
                    assertThat(template.get(lines.lines().get(line) - 1)).startsWith(word);
                }
            }
        });
    }

    /** A line whose number is not known has 0. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{! why !}\\n{#if version == 'x'}RUN a{#else}RUN b{/if}|3 RUN",
                "{#if version == 'x'}RUN a{#else if version}RUN b{#else}RUN c{/if}|2 RUN",
                "{#if version == 'x'}\\nRUN a\\n{#else}{#if version}RUN b{/if}\\n{/if}|4 RUN",
                "{#if version == 'x'}RUN a\\n{/if}RUN b|3 RUN",
                "RUN a{#for i in 2} \\\\n  && {i}{/for}|2 RUN, 3 &&, 3 &&",
                "RUN a\\n{! two\\nlines !}RUN b|2 RUN, 4 RUN",
                "RUN a\\n{#for tool in args}\\nRUN {tool.value}{/for}RUN b{#if version} \\\\n\\n{/if}  c|2 RUN, 4 RUN, 6 c",
                "RUN a\\n{#let a='{b'}RUN b{/let}|2 RUN, 0 RUN",
            })
    void noLineIsNamedThatIsAnother(String template, String lines) {
        PlannedImage image = planned("FROM {base}\n" + template.replace("\\n", "\n") + "\n");

        List<String> rendered = render(image).lines().toList();
        TemplateLines found = DockerfileRenderer.rendered(image, bases(image), null)
                .template()
                .orElseThrow();

        assertThat(IntStream.range(6, rendered.size())
                        .filter(line -> !rendered.get(line).isBlank())
                        .mapToObj(line -> found.lines().get(line) + " "
                                + rendered.get(line).strip().split(" ")[0]))
                .containsExactly(lines.split(", "));
    }

    @Test
    void theRenderersOwnMistakesAreOnTheSameLines() {
        assertThatThrownBy(() -> renderSmall("FROM {base}\n{! why !}\n{#if version == 'x'}RUN a{#else}RUNN b{/if}\n"))
                .hasMessageStartingWith("app/Dockerfile:3: 'RUNN' is no instruction");
        assertThatThrownBy(() -> renderSmall("FROM {base}\n{#let a='{b'}RUNN b{/let}\n"))
                .hasMessageStartingWith("app/Dockerfile: 'RUNN' is no instruction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM {base}\n{#if version\n  && version}\nRUN x\n{/if}\n",
                "FROM {base}\n#\u0004\nRUN x\n",
                "FROM {base}\n{#if 'a\nb' == 'a\nb'}\nRUN x\n{/if}\n"
            })
    void whereNumbersWouldChangeTheDockerfileThereAreNone(String template) {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/Dockerfile", template);
        PlannedImage image =
                Planner.plan(CatalogReader.read(root), Catalogs.DAY).images().getFirst();

        assertThat(render(image)).contains("\nRUN x\n");
        assertThat(DockerfileRenderer.rendered(image, bases(image), null).template())
                .isEmpty();
    }

    @Test
    void ofALongDockerfileThereAreNone() {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/Dockerfile", "FROM {base}\nRUN x\n" + "#\n".repeat(10_000));
        PlannedImage image =
                Planner.plan(CatalogReader.read(root), Catalogs.DAY).images().getFirst();

        assertThat(DockerfileRenderer.rendered(image, bases(image), null).template())
                .isEmpty();
    }

    @Test
    void ofALargeDockerfileThereAreNone() {
        String fits = "FROM {base}\nRUN x\n# " + "x".repeat(255 * 1024);

        assertThat(lines(planned(fits))).isPresent();
        assertThat(lines(planned(fits + "x".repeat(1024)))).isEmpty();
    }

    /** A renderer takes over what one of the release before has planned. */
    @Test
    void aPlanOfAnEarlierReleaseDoesNotKnowItsTemplatesFile() throws IOException {
        PlannedImage right = plannedBefore("FROM {base}\nRUN x\n");
        PlannedImage wrong = plannedBefore("FROM {base}\nRUNN x\n");

        assertThat(DockerfileRenderer.rendered(right, bases(right), null).template())
                .isEmpty();
        assertThatThrownBy(() -> render(wrong))
                .hasMessageStartingWith("the template of app/1.0.0/bookworm:2: 'RUNN' is no instruction");
    }

    private PlannedImage plannedBefore(String template) throws IOException {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/Dockerfile", template);
        ObjectNode json = EventJson.MAPPER.valueToTree(
                Planner.plan(CatalogReader.read(root), Catalogs.DAY).images().getFirst());
        json.remove("templateFile");
        return EventJson.MAPPER.treeToValue(json, PlannedImage.class);
    }
}
