package dev.imprimatur.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.bench.process.Footprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuresTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path folder;

    @Test
    void aJvmTakesMemoryAndTime() throws IOException {
        Footprint own = Footprint.of(ProcessHandle.current());

        assertThat(own.resident()).isBetween(20 * MIB, 8192 * MIB);
        assertThat(own.most()).isGreaterThanOrEqualTo(own.resident());
        assertThat(own.processor()).isPositive();
    }

    @Test
    void onlyFilesOfTheKindCount() throws IOException {
        Files.write(folder.resolve("0.log"), new byte[1000]);
        Files.write(folder.resolve("0.index"), new byte[70_000]);
        Files.createDirectories(folder.resolve("deeper.log"));
        Files.write(folder.resolve("deeper.log/1.log"), new byte[34]);

        assertThat(Storage.folder(folder, ".log")).isEqualTo(1034);
        assertThat(Storage.folder(folder, "")).isEqualTo(71_034);
    }

    @Test
    void growthIsWhatHasCome() {
        assertThat(new Storage(Map.of("a", 10L, "b", 7L)).since(new Storage(Map.of("a", 4L))))
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", 6L, "b", 7L));
    }
}
