package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.fixture.Tars;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class BuildContextTest {

    @Test
    void theDockerfileAndTheAddedFilesTakeTheirPlacesInTheContext() throws Exception {
        String longName = "deep/".repeat(40) + "file.txt";
        byte[] given = Tars.of(Map.of("a.txt", "a", "Dockerfile", "old", ".imprimatur/npmrc", "given", longName, "l"));
        BuildOrder order = order(given, Map.of(".imprimatur/npmrc", "added".getBytes(StandardCharsets.UTF_8)));

        assertThat(files(order))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a.txt", "a", "Dockerfile", "FROM x\n", ".imprimatur/npmrc", "added", longName, "l"));
    }

    @Test
    void aContextThatIsNoTarIsRefused() {
        byte[] text = "certainly no tar ".repeat(100).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> BuildContext.tar(order(text, Map.of())))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("the build context is not a tar");
    }

    @Test
    void aDiskWithoutRoomIsChance() {
        BuildOrder order = order(
                () -> {
                    throw new IOException("No space left on device");
                },
                Map.of());

        assertThatThrownBy(() -> BuildContext.tar(order)).isInstanceOfSatisfying(EngineException.class, thrown -> {
            assertThat(thrown.failure()).isInstanceOf(Failure.Transient.class);
            assertThat(thrown.failure().kind()).isEqualTo(Failure.Kind.DISK_FULL);
        });
    }

    private static BuildOrder order(byte[] context, Map<String, byte[]> added) {
        return order(ContextTar.of(context), added);
    }

    private static BuildOrder order(ContextTar context, Map<String, byte[]> added) {
        return BuildOrderBuilder.builder()
                .dockerfile("FROM x\n")
                .context(context)
                .addedFiles(added)
                .network(true)
                .timeout(Duration.ofMinutes(1))
                .build();
    }

    private static Map<String, String> files(BuildOrder order) throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(BuildContext.tar(order))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
