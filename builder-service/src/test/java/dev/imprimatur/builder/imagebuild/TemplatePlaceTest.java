package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.events.TemplateLines;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A build that fails names the place in the template, of which only the renderer knows more than what it rendered. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class TemplatePlaceTest extends BuilderFixture {
    private static final String LINES = "RUN true\nRUN echo the reason \\\n  && exit 7";

    /**
     * FROM, its label, and three lines, of a template whose first lines are a comment and a section that is left out.
     */
    private static final TemplateLines TEMPLATE = new TemplateLines("node/Dockerfile", List.of(4, 4, 9, 11, 12));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUN true\\nRUN echo the reason && exit 7|node/Dockerfile:11 (line 4 as rendered): the command 'echo the"
                        + " reason && exit 7' ended with exit code 7;",
                "RUNN true|node/Dockerfile:9 (line 3 as rendered): dockerfile parse error line 3: unknown instruction:"
                        + " RUNN;",
                "COPY nothing /|node/Dockerfile:9 (line 3 as rendered): COPY failed:"
            })
    void aFailedBuildNamesIt(String lines, String message) {
        BuildCompleted built = built(from(rendered(lines.replace("\\n", "\n")), TEMPLATE));

        assertThat(built.failure().message()).startsWith(message);
        assertThat(built.attempts().getLast().failure()).isEqualTo(built.failure());
        given().get("/api/builds?rebuild=" + rebuild).then().body("failure.message", contains(startsWith(message)));
        given().get("/api/logs/" + built.log().id()).then().body(containsString("<== " + message));
    }

    @Test
    void withoutItsLinesTheMessageIsTheEnginesAlone() {
        assertThat(built(rendered(LINES)).failure().message()).startsWith("the command 'echo the reason");
    }

    /** Of another Dockerfile: they are signed, but a renderer may be wrong. */
    @Test
    void linesThatAreTooFewNameNothing() {
        BuildCompleted built = built(from(rendered(LINES), new TemplateLines("node/Dockerfile", List.of(1))));

        assertThat(built.failure().message()).startsWith("the command 'echo the reason");
    }

    private static RenderCompleted from(RenderCompleted event, TemplateLines template) {
        return RenderCompletedBuilder.builder(event).template(template).build();
    }
}
