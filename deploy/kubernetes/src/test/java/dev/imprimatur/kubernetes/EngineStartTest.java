package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/engine/dockerd} in a container that starts again: the number of the killed containerd is still in its
 * volume.
 */
class EngineStartTest {
    private static final Path SCRIPT = Path.of(System.getProperty("imprimatur.root"), "deploy/engine/dockerd");

    @TempDir
    Path folder;

    private Path containerd;

    @BeforeEach
    void programs() throws IOException {
        containerd = Files.createDirectories(folder.resolve("run/docker/containerd"));
        program("dockerd", "cat \"$XDG_RUNTIME_DIR/docker/containerd/containerd.pid\" 2>/dev/null; echo started");
        program("docker", "exit 0");
        program("mount", "exit 0");
        program("umount", "exit 0");
        program("iptables", "exit 0");
        program("iptables-restore", "cat >/dev/null");
        program("ip6tables", "exit 0");
        program("ip6tables-restore", "cat >/dev/null");
    }

    @Test
    void anotherProcessWithItsNumberIsNotTakenForContainerd() throws Exception {
        String mine = String.valueOf(ProcessHandle.current().pid());

        assertThat(startedWith(mine)).isEqualTo("started\n");
    }

    @Test
    void aNumberThatNoneHasAndAnEmptyFileAreForgotten() throws Exception {
        assertThat(startedWith("4194305")).isEqualTo("started\n");
        assertThat(startedWith("")).isEqualTo("started\n");
    }

    /** It has the images open: a second one would wait for them. */
    @Test
    void aContainerdThatOutlivedDockerdIsKept() throws Exception {
        Process living = new ProcessBuilder(
                        "sh", "-c", "read line", "containerd", "--config", containerd + "/containerd.toml")
                .start();
        try {
            assertThat(startedWith(String.valueOf(living.pid()))).isEqualTo(living.pid() + "\nstarted\n");
        } finally {
            living.destroy();
        }
    }

    @Test
    void aFirstStartHasNothingToForget() throws Exception {
        assertThat(start()).isEqualTo("started\n");
    }

    private String startedWith(String number) throws IOException, InterruptedException {
        Files.writeString(containerd.resolve("containerd.pid"), number.isEmpty() ? "" : number + "\n");
        return start();
    }

    private String start() throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString())
                .redirectOutput(said.toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment()
                .putAll(Map.of(
                        // Without the folder of the machine's own packet rules, and with no engine to ask.
                        "PATH", folder + ":/usr/bin:/bin",
                        "DOCKER_HOST", "unix://" + folder.resolve("none"),
                        "XDG_RUNTIME_DIR", folder.resolve("run").toString(),
                        "XDG_CONFIG_HOME", folder.toString(),
                        "XDG_DATA_HOME", folder.resolve("data").toString(),
                        "ROOTLESSKIT_STATE_DIR", folder.toString()));
        assertThat(builder.start().waitFor())
                .as(Files.readString(folder.resolve("errors")))
                .isZero();
        return Files.readString(said, StandardCharsets.UTF_8);
    }

    private void program(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
