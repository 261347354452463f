package dev.imprimatur.simulation.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Builds, pushes and tests with nothing but the engine and its own client, one after the other. */
final class BareBuilds {
    private static final String TAG = System.getenv("IMPRIMATUR_STAGING") + "/bench-bare:latest";
    /** What the tester makes of the test that {@link BenchCatalog} has. */
    private static final String TEST =
            "FROM " + TAG + "\nLABEL dev.imprimatur.test=bench\nARG IMPRIMATUR_VERSION IMPRIMATUR_VARIANT\nRUN true\n";

    /**
     * How long it took.
     *
     * @param building with the push
     * @param testing after that
     */
    record Took(Duration building, Duration testing) {}

    /** Builds and pushes what these events rendered, and tests each. */
    Took build(List<JsonNode> rendered) throws IOException, InterruptedException {
        long building = 0;
        long testing = 0;
        for (JsonNode event : rendered) {
            long begin = System.nanoTime();
            run(event.path("dockerfile").asText(), "docker", "build", "--no-cache", "--force-rm", "-q", "-t", TAG, "-");
            run("", "docker", "push", "-q", TAG);
            long built = System.nanoTime();
            run(TEST, "docker", "build", "--no-cache", "--force-rm", "-q", "-t", TAG + "-test", "-");
            run("", "docker", "rmi", TAG + "-test");
            building += built - begin;
            testing += System.nanoTime() - built;
        }
        run("", "docker", "rmi", TAG);
        return new Took(Duration.ofNanos(building), Duration.ofNanos(testing));
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
