package dev.imprimatur.planner.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.npm.NpmPackages;
import dev.imprimatur.npm.NpmPackages.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the renderer writes, judged by linters of other people, which the npm client fetches. */
class DockerfileLintIT {
    private static final Path RENDERED = Path.of("src/test/resources/golden");

    private static NpmPackages linters;

    @TempDir
    Path folder;

    @BeforeAll
    static void fetchLinters() throws Exception {
        linters = NpmPackages.fetch(
                Path.of("target/dockerfile-linters"), "dockerfile-utils@0.16.3", "dockerfilelint@1.8.0");
    }

    @Test
    void theShippedDockerfilesHaveNoFindings() throws Exception {
        for (Path dockerfile : rendered()) {
            assertThat(syntax(dockerfile).output()).as(dockerfile.toString()).isEmpty();
            Run practices = practices(dockerfile);
            assertThat(practices.exitCode()).as(practices.output()).isZero();
            assertThat(practices.output()).contains("None found");
        }
    }

    @Test
    void theLintersFindWhatIsWrong() throws Exception {
        Path wrong = folder.resolve("Dockerfile");
        Files.writeString(wrong, "FROM debian\nRUN apt-get install node\nCOPPY a b\n");

        assertThat(syntax(wrong).output()).contains("Unknown instruction: COPPY");
        assertThat(practices(wrong).exitCode()).isPositive();
    }

    private static List<Path> rendered() throws IOException {
        try (Stream<Path> files = Files.list(RENDERED)) {
            List<Path> dockerfiles = files.filter(file -> file.toString().endsWith(".Dockerfile"))
                    .toList();
            assertThat(dockerfiles).isNotEmpty();
            return dockerfiles;
        }
    }

    private static Run syntax(Path dockerfile) throws Exception {
        return linters.program("dockerfile-utils", "lint", dockerfile.toString());
    }

    private static Run practices(Path dockerfile) throws Exception {
        return linters.program(
                "dockerfilelint", "--config", "src/test/resources/dockerfilelint", dockerfile.toString());
    }
}
