package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.container.ContainerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a machine is that tests can cut the power of: all ends with it, and what is to stay comes back. */
@Tag("containers")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EngineMachineIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String IMAGE = "docker:28-cli";

    @Test
    void aPowerCutEndsAllThatRunsAndLeavesTheDisk() {
        ContainerEngine.provide("cli");
        String name;
        try (EngineMachine machine = new EngineMachine()) {
            name = machine.cgroup().substring(1);
            machine.copy(List.of(IMAGE));
            docker(machine, "network", "create", "some");
            docker(
                    machine,
                    "run",
                    "--detach",
                    "--restart=unless-stopped",
                    "--network=some",
                    "--name=stays",
                    "--entrypoint=sleep",
                    IMAGE,
                    "86413");
            assertThat(bridges(machine)).allMatch(EngineMachineIT::isThere).hasSize(1);
            assertThat(cgroups(name)).isNotEmpty();
            List<String> bridges = bridges(machine);

            machine.cutPower();
            Instant cut = Instant.now();

            assertThat(cgroups(name)).isEmpty();
            assertThat(bridges).noneMatch(EngineMachineIT::isThere);
            assertThat(commands())
                    .filteredOn(command -> command.contains("sleep 86413"))
                    .isEmpty();

            machine.start();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    Instant.parse(docker(machine, "inspect", "--format={{.State.StartedAt}}", "stays")
                                            .strip()))
                            .isAfter(cut));
        }
        assertThat(cgroups(name)).isEmpty();
        assertThat(commands()).filteredOn(command -> command.contains(name)).isEmpty();
        assertThat(Path.of(System.getProperty("java.io.tmpdir"), name)).doesNotExist();
    }

    private static String docker(EngineMachine machine, String... arguments) {
        Script.Result result = Script.program(
                LIMIT,
                Stream.concat(Stream.of("docker", "--host", machine.host()), Stream.of(arguments))
                        .toArray(String[]::new));
        assertThat(result.exitCode()).as(result.errors()).isZero();
        return result.output();
    }

    private static List<String> bridges(EngineMachine machine) {
        return docker(machine, "network", "ls", "--quiet", "--filter=driver=bridge")
                .lines()
                .map(network -> "br-" + network)
                .toList();
    }

    private static boolean isThere(String bridge) {
        return Files.exists(Path.of("/sys/class/net", bridge));
    }

    private static List<String> cgroups(String name) {
        return Script.program(LIMIT, "find", "/sys/fs/cgroup", "-type", "d", "-name", name)
                .output()
                .lines()
                .toList();
    }

    private static List<String> commands() {
        return ProcessHandle.allProcesses().map(EngineMachineIT::command).toList();
    }

    private static String command(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
