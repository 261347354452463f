package dev.imprimatur.bench.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Docker's own command line, with the classic builder unless its environment says otherwise.
 *
 * @param program its path or name
 * @param environment what it gets in addition to this process's environment
 */
record DockerClient(String program, Map<String, String> environment) {
    /**
     * One that builds with BuildKit: newer clients need buildx for that, the one of Debian's engine does not.
     *
     * @param host the engine
     * @return nothing if no client here can
     */
    static Optional<DockerClient> withBuildkit(String host) {
        return Stream.of("docker", "/usr/bin/docker")
                .map(program -> new DockerClient(program, Map.of("DOCKER_HOST", host, "DOCKER_BUILDKIT", "1")))
                .filter(DockerClient::builds)
                .findFirst();
    }

    private boolean builds() {
        try {
            run("FROM scratch\nLABEL fleet=probe\n", "build", "-q", "-");
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }

    /**
     * Runs a command.
     *
     * @param input what it reads
     * @throws IllegalStateException if it fails
     */
    void run(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_BUILDKIT", "0");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run docker", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
