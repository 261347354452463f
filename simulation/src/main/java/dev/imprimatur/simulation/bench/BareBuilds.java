package dev.imprimatur.simulation.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Builds and pushes Dockerfiles with nothing but the engine and its own client, one after the other. */
final class BareBuilds {
    private static final String TAG = System.getenv("IMPRIMATUR_STAGING") + "/bench-bare:latest";

    /** How long it takes to build what these events rendered, and to push it. */
    Duration build(List<JsonNode> rendered) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (JsonNode event : rendered) {
            run(event.path("dockerfile").asText(), "docker", "build", "--no-cache", "--force-rm", "-q", "-t", TAG, "-");
            run("", "docker", "push", "-q", TAG);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        run("", "docker", "rmi", TAG);
        return took;
    }

    private static void run(String input, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DOCKER_BUILDKIT", "0");
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
    }
}
