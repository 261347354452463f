package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What kubectl makes of the overlays is recorded, so that a change shows in what reaches the cluster.
 * {@code -Dgolden.record=true} records it again.
 */
class GoldenTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void rendersAsRecorded(String name) throws IOException, InterruptedException {
        String rendered = name.startsWith("components/")
                ? Kubectl.kustomize(
                        folder, Manifests.below(name), "components: [%s]%n".formatted(Kubectl.relative(folder, name)))
                : Kubectl.kustomize(Manifests.FOLDER.resolve(name));

        Path golden = Manifests.golden(name);
        if (Boolean.getBoolean("golden.record")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, rendered);
        }
        assertThat(rendered).as("%s, recorded by -Dgolden.record=true", golden).isEqualTo(Files.readString(golden));
    }
}
