package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Prometheus' own tests of rules and queries, where it is installed. */
final class Promtool {
    private Promtool() {}

    /** Asserts that what this file expects is so. */
    static void test(Path file) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(programs -> Files.isExecutable(Path.of(programs, "promtool"))),
                "promtool is not installed (Debian's package prometheus has it)");
        Process promtool = new ProcessBuilder(
                        "promtool", "test", "rules", file.getFileName().toString())
                .directory(file.getParent().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }
}
