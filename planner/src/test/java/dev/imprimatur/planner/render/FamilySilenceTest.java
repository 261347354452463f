package dev.imprimatur.planner.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.AllowedSilence;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long commands of a family may be silent, from its family.yaml to what builder and tester read. */
class FamilySilenceTest {
    @TempDir
    Path root;

    @Test
    void aFamilysSilenceIsALabelOfWhatIsBuiltFromIt() {
        Catalogs.small(root, "silence: 20m\nreleases: [{version: 1.0.0}]\n");

        assertThat(planned().labels()).containsEntry("dev.imprimatur.silence", "1200");
        assertThat(AllowedSilence.of(rendered("FROM {base}\nRUN make\n"))).contains(Duration.ofMinutes(20));
        assertThat(AllowedSilence.of(rendered("FROM {base} AS made\nRUN make\nFROM scratch\nCOPY --from=made /m /\n")))
                .as("whatever stages it has")
                .contains(Duration.ofMinutes(20));
    }

    @Test
    void withoutOneBuilderAndTesterSayHowLong() {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");

        assertThat(planned().labels()).doesNotContainKey("dev.imprimatur.silence");
        assertThat(AllowedSilence.of(rendered("FROM {base}\nRUN make\n"))).isEmpty();
    }

    private PlannedImage planned() {
        return Planner.plan(CatalogReader.read(root), Catalogs.DAY).images().getFirst();
    }

    private String rendered(String template) {
        Catalogs.write(root, "app/Dockerfile", template);
        PlannedImage image = planned();
        Map<String, ImageReference> bases = new TreeMap<>();
        image.bases()
                .keySet()
                .forEach(name ->
                        bases.put(name, ImageReference.parse("localhost:5000/" + name + "@sha256:" + "a".repeat(64))));
        return DockerfileRenderer.render(image, bases);
    }
}
