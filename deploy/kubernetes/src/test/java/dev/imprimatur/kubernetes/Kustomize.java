package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What kubectl makes of a folder with a {@code kustomization.yaml}. */
final class Kustomize {
    private Kustomize() {}

    /** The rendered objects, or what is wrong with them. */
    record Result(int exitCode, String rendered, String errors) {}

    static String render(Path folder) throws IOException, InterruptedException {
        Result result = run(folder);
        assertThat(result.exitCode()).as(result.errors()).isZero();
        return result.rendered();
    }

    static Result run(Path folder) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kubectl", ".log");
        Process kubectl;
        try {
            kubectl = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("kubectl is missing: ./imprimatur test installs it on Debian", e);
        }
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Result result = new Result(kubectl.waitFor(), rendered, Files.readString(errors));
        Files.delete(errors);
        return result;
    }
}
