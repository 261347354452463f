package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks through documents, typing what they say, as far as no service is needed: they print what is written there. */
class DocumentedSessionsTest {
    private static final Set<String> WITHOUT_SERVICES = Set.of("render", "import");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"publish-your-own-images.md, 9", "import-dante.md, 5"})
    void printsWhatIsWrittenThere(String document, int least) throws Exception {
        DocumentedSession session = new DocumentedSession(folder);
        List<DocumentedSession.Step> steps = session.steps(document).stream()
                .dropWhile(step -> step.command().startsWith("./imprimatur import dante examples/"))
                .takeWhile(step -> !step.ofOurs() || WITHOUT_SERVICES.contains(step.arguments()[0]))
                .toList();

        assertThat(steps).hasSizeGreaterThanOrEqualTo(least);
        for (DocumentedSession.Step step : steps) {
            assertThat(session.run(step)).as(step.command()).matches(step.expected());
        }
    }
}
