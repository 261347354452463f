package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The jar and its libraries, run as the script runs them. */
class PackageIT {

    @Test
    void thePackagedCommandRunsAndKnowsItsVersion() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        "target/*:target/lib/*",
                        "dev.imprimatur.cli.Imprimatur",
                        "--version")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(ExitCode.OK);
        assertThat(output).matches("imprimatur [0-9]+\\.[0-9]+.*\\R");
    }
}
