package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs see of a disk that is full for a while. */
class SmallDiskTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    Path folder;

    @BeforeEach
    void isRoot() {
        assumeTrue(SmallDisk.isPossible(), "only root can mount a disk, and not everywhere");
    }

    @Test
    void whileItIsFullNothingCanBeWritten() throws IOException {
        try (SmallDisk disk = new SmallDisk(folder, 4)) {
            Path before = Files.writeString(folder.resolve("before"), "there");

            disk.fill();

            assertThatThrownBy(() -> Files.writeString(folder.resolve("while"), "x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(before).hasContent("there");

            disk.free();

            assertThat(Files.writeString(folder.resolve("after"), "x")).hasContent("x");
        }
    }

    @Test
    void whatOthersWroteIsCountedAndTheFaultItselfIsNot() throws IOException {
        try (SmallDisk disk = new SmallDisk(folder, 4)) {
            disk.fill();
            disk.requireRoom();
            disk.free();
            Files.write(folder.resolve("much"), new byte[3 * MEBIBYTE]);
            disk.requireRoom();
            Files.write(folder.resolve("more"), new byte[MEBIBYTE * 7 / 10]);

            assertThatThrownBy(disk::requireRoom)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("the disk at " + folder
                            + " is too small for what is written to it: of 4 MiB it has 0 left");
        }
    }

    @Test
    void whatCouldNotBeWrittenIsRemovedWhereItIsWanted() throws IOException {
        try (SmallDisk disk = new SmallDisk(folder, 1)) {
            Path whole = Files.writeString(
                    Files.createDirectory(folder.resolve("whole")).resolve("link"), "x");
            Path empty = Files.createFile(
                    Files.createDirectory(folder.resolve("empty")).resolve("link"));
            Path other = Files.createFile(folder.resolve("empty").resolve("startedat"));

            disk.removeEmptyFiles("link");

            assertThat(empty).doesNotExist();
            assertThat(whole).exists();
            assertThat(other).exists();
        }
    }

    @Test
    void nothingIsMountedAfterwardsThoughItIsStillInUse() throws IOException {
        SmallDisk disk = new SmallDisk(folder, 1);
        try (var open = Files.newOutputStream(folder.resolve("open"))) {
            disk.close();

            open.write(1);
            assertThat(folder).isEmptyDirectory();
            assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
        }
    }
}
