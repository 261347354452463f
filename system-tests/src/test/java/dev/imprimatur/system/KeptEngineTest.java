package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine that a home starts runs again when it has ended by itself, and only then. */
class KeptEngineTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String AT_ONCE = "0";
    /** Says its number, and runs until a signal ends it. */
    private static final String LASTING = "echo $$ >>numbers; exec sleep 600";

    @TempDir
    Path folder;

    private Process keeper;

    @AfterEach
    void end() {
        if (keeper != null) {
            keeper.destroyForcibly().onExit().join();
        }
    }

    @Test
    void whatWasKilledRunsAgainAndTheNumberThatItLeftIsForgotten() throws IOException {
        Path stale = Files.writeString(folder.resolve("docker.pid"), "1");
        keep(Map.of("SOON", AT_ONCE, "FORGET", stale + "\n"), "bash", "-c", LASTING);
        ProcessHandle first = started(1);
        assertThat(stale).as("what the first start finds is its own business").exists();

        kill("KILL", first);

        assertThat(started(2).isAlive()).isTrue();
        assertThat(stale).doesNotExist();
        assertThat(folder.resolve("log"))
                .content()
                .containsPattern("bash ended by itself after \\d+ s \\(exit code 137\\): starting it again");
    }

    @Test
    void whatIsStoppedStaysStopped() throws IOException {
        keep(Map.of("SOON", AT_ONCE), "bash", "-c", LASTING);
        ProcessHandle command = started(1);

        keeper.destroy();

        assertThat(keeper.onExit().join().exitValue()).isEqualTo(143);
        assertThat(command.isAlive()).isFalse();
        assertThat(numbers()).hasSize(1);
    }

    /** As dockerd, which ends its containers first. */
    @Test
    void aStopWaitsForWhatTakesItsTime() throws IOException {
        // A bash that exits no longer traps signals, and the second one may come then.
        String slow = "trap 'trap : TERM; until [[ -e go ]]; do sleep 0.1; done; kill $!; trap \"\" TERM; exit 0' TERM;"
                + " sleep 600 & echo $$ >>numbers; wait";
        keep(Map.of("SOON", AT_ONCE), "bash", "-c", slow);
        ProcessHandle command = started(1);

        keeper.destroy();
        keeper.destroy();
        assertThat(command.isAlive()).isTrue();
        Files.createFile(folder.resolve("go"));

        assertThat(keeper.onExit().join().exitValue()).isZero();
        assertThat(command.isAlive()).isFalse();
    }

    @Test
    void whatEndsSoonIsNotStartedForEver() throws IOException {
        keep(Map.of(), "bash", "-c", "echo $$ >>numbers; exit 3");

        assertThat(keeper.onExit().join().exitValue()).isEqualTo(3);
        assertThat(numbers()).hasSize(1);
    }

    /** As a fault that comes at once again, where builds that were handed back begin together. */
    @Test
    void whatEndsSoonLaterIsStartedAgainAfterPausesThatGrow() throws IOException {
        keep(
                withPauses("exit"),
                "bash",
                "-c",
                "echo $$ >>numbers; case $(wc -l <numbers) in 1 | 4) /bin/sleep 4;; esac; exit 3");

        assertThat(keeper.onExit().join().exitValue()).isEqualTo(3);
        assertThat(numbers()).hasSize(9);
        assertThat(folder.resolve("pauses")).hasContent("1\n1\n2\n1\n1\n2\n4\n8");
        assertThat(folder.resolve("log")).content().endsWith("too soon to be started again\n");
    }

    @Test
    void aStopEndsAPauseToo() throws IOException {
        Map<String, String> environment = new HashMap<>(withPauses("exec /bin/sleep 600"));
        environment.put("SOON", AT_ONCE);
        keep(environment, "bash", "-c", "echo $$ >>numbers; exit 3");
        await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("pauses")));

        keeper.destroy();

        assertThat(keeper.onExit().join().exitValue()).isEqualTo(3);
        assertThat(numbers()).hasSize(1);
    }

    @Test
    void nothingIsLeftRunningWhereItIsKilledItself() throws IOException {
        keep(Map.of("SOON", AT_ONCE), "bash", "-c", LASTING);
        ProcessHandle command = started(1);

        keeper.destroyForcibly();

        await().atMost(LIMIT).until(() -> !command.isAlive());
        assertThat(numbers()).hasSize(1);
    }

    @Test
    void aRealEngineAnswersAgainAfterAFaultOfItsOwn() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root runs an engine");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")), "there is no dockerd");
        String host = "unix://" + folder.resolve("docker.sock");
        Path number = folder.resolve("docker.pid");
        keep(
                Map.of("SOON", AT_ONCE, "FORGET", number + "\n" + folder.resolve("exec/containerd/containerd.pid")),
                SecondEngine.dockerd(folder, host, "--bridge=none", "--iptables=false"));
        await().atMost(LIMIT).until(() -> answers(host));
        String first = Files.readString(number);

        kill("SEGV", ProcessHandle.of(Long.parseLong(first)).orElseThrow());

        await().atMost(LIMIT)
                .until(() -> Files.exists(number) && !Files.readString(number).equals(first) && answers(host));
        keeper.destroy();
        assertThat(keeper.onExit().join().exitValue()).isZero();
        assertThat(answers(host)).isFalse();
        // The first one mounted it on itself, and the second one takes off only what is its own.
        Script.program(LIMIT, "umount", folder.resolve("data").toString());
    }

    /** The keeper's pauses are written down, and do this. */
    private Map<String, String> withPauses(String instead) throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path sleep =
                Files.writeString(programs.resolve("sleep"), "#!/bin/bash\necho $1 >>pauses; %s\n".formatted(instead));
        Files.setPosixFilePermissions(sleep, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Map.of("SOON", "3", "PATH", programs + ":" + System.getenv("PATH"));
    }

    private void keep(Map<String, String> environment, String... command) throws IOException {
        String script = Script.ROOT.resolve("deploy/local/keep").toString();
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of("bash", script), Stream.of(command)).toList());
        builder.environment().putAll(environment);
        keeper = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** What the start with this number runs, once it has said so. */
    private ProcessHandle started(int start) throws IOException {
        await().atMost(LIMIT).until(() -> numbers().size() == start);
        return ProcessHandle.of(Long.parseLong(numbers().getLast())).orElseThrow();
    }

    private List<String> numbers() throws IOException {
        Path numbers = folder.resolve("numbers");
        return Files.exists(numbers) ? Files.readAllLines(numbers) : List.of();
    }

    private static void kill(String signal, ProcessHandle process) {
        Script.program(LIMIT, "kill", "-" + signal, String.valueOf(process.pid()));
    }

    private static boolean answers(String host) {
        return Script.program(LIMIT, "docker", "--host", host, "version").exitCode() == 0;
    }
}
