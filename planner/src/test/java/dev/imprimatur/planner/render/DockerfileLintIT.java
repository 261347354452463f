package dev.imprimatur.planner.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the renderer writes, judged by linters of other people, which the npm client fetches. */
class DockerfileLintIT {
    private static final Path LINTERS = Path.of("target/dockerfile-linters");
    private static final Path RENDERED = Path.of("src/test/resources/golden");

    @TempDir
    Path folder;

    private record Run(int exitCode, String output) {}

    @BeforeAll
    static void fetchLinters() throws Exception {
        Files.createDirectories(LINTERS);
        Run npm = run(List.of(
                "npm",
                "install",
                "--prefix",
                LINTERS.toString(),
                "--no-save",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "dockerfile-utils@0.16.3",
                "dockerfilelint@1.8.0"));
        assertThat(npm.exitCode)
                .as("npm cannot fetch the linters: %s", npm.output)
                .isZero();
    }

    @Test
    void theShippedDockerfilesHaveNoFindings() throws Exception {
        for (Path dockerfile : rendered()) {
            assertThat(syntax(dockerfile).output).as(dockerfile.toString()).isEmpty();
            Run practices = practices(dockerfile);
            assertThat(practices.exitCode).as(practices.output).isZero();
            assertThat(practices.output).contains("None found");
        }
    }

    @Test
    void theLintersFindWhatIsWrong() throws Exception {
        Path wrong = folder.resolve("Dockerfile");
        Files.writeString(wrong, "FROM debian\nRUN apt-get install node\nCOPPY a b\n");

        assertThat(syntax(wrong).output).contains("Unknown instruction: COPPY");
        assertThat(practices(wrong).exitCode).isPositive();
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
        return linter("dockerfile-utils", "lint", dockerfile.toString());
    }

    private static Run practices(Path dockerfile) throws Exception {
        return linter("dockerfilelint", "--config", "src/test/resources/dockerfilelint", dockerfile.toString());
    }

    private static Run linter(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(LINTERS.resolve("node_modules/.bin").resolve(name).toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Run run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output.strip());
    }
}
