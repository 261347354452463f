package dev.imprimatur.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Builds, pushes and tests with nothing but the engine and its own client, one after the other. */
final class BareBuilds {
    private static final String TAG = System.getenv("IMPRIMATUR_STAGING") + "/bench-bare:latest";
    /** What the tester makes of the test that {@link BenchCatalog} has. */
    private static final String TEST =
            "FROM " + TAG + "\nLABEL dev.imprimatur.test=bench\nARG IMPRIMATUR_VERSION IMPRIMATUR_VARIANT\nRUN true\n";

    private final DockerClient docker = new DockerClient("docker", Map.of());

    /**
     * How long it took.
     *
     * @param building with the push
     * @param testing after that
     */
    record Took(Duration building, Duration testing) {}

    /** Builds and pushes what these events rendered, and tests each. */
    Took build(List<JsonNode> rendered) {
        long building = 0;
        long testing = 0;
        for (JsonNode event : rendered) {
            long begin = System.nanoTime();
            docker.run(event.path("dockerfile").asText(), "build", "--no-cache", "--force-rm", "-q", "-t", TAG, "-");
            docker.run("", "push", "-q", TAG);
            long built = System.nanoTime();
            docker.run(TEST, "build", "--no-cache", "--force-rm", "-q", "-t", TAG + "-test", "-");
            docker.run("", "rmi", TAG + "-test");
            building += built - begin;
            testing += System.nanoTime() - built;
        }
        docker.run("", "rmi", TAG);
        return new Took(Duration.ofNanos(building), Duration.ofNanos(testing));
    }
}
