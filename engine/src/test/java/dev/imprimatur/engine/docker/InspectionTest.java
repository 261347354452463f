package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.EngineImage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Descriptions of images as engines with the containerd store give them, from their sources. */
class InspectionTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    /** A tester removes what has no other name; it would never find such an image. */
    @Test
    void whatWasPulledByDigestHasNoTag() throws IOException {
        EngineImage image = inspected("""
                {"Id": "%1$s", "RepoTags": ["localhost:5001/app@%1$s"], "RepoDigests": ["localhost:5001/app@%1$s"],
                 "Os": "linux", "Architecture": "amd64", "Size": 12}""".formatted(DIGEST));

        assertThat(image.tags()).isEmpty();
        assertThat(image.repoDigests()).containsExactly("localhost:5001/app@" + DIGEST);
    }

    /** From API 1.52 on what is empty is left out. */
    @Test
    void fieldsMayBeMissing() throws IOException {
        EngineImage image = inspected("""
                {"Id": "%s", "RepoTags": ["localhost:5001/app:1"], "Config": {}, "RootFS": {"Type": "layers"}}""".formatted(DIGEST));

        assertThat(image.id()).hasToString(DIGEST);
        assertThat(image.tags()).containsExactly("localhost:5001/app:1");
        assertThat(image.labels()).isEmpty();
        assertThat(image.command()).isEmpty();
        assertThat(image.layers()).isEmpty();
    }

    private static EngineImage inspected(String answer) throws IOException {
        try (StubEngine stub = new StubEngine(exchange -> StubEngine.send(exchange, 200, answer))) {
            return stub.engine().image("any").orElseThrow();
        }
    }
}
