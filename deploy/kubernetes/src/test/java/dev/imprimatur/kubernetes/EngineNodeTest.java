package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code deploy/engine} says of a node that lacks something, before an engine starts there. */
class EngineNodeTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("imprimatur.root"), "deploy/engine");
    private static final String DOCUMENTED = "docs/operating/engines.md, \"What an engine needs of its node\"";

    @TempDir
    Path folder;

    private Path node;
    private Path data;

    @BeforeEach
    void aNodeThatLacksNothing() throws IOException {
        node = folder.resolve("node");
        data = folder.resolve("data/docker");
        Files.createFile(Files.createDirectories(node.resolve("sys/fs/cgroup")).resolve("cgroup.controllers"));
        program("dockerd", "echo started");
        for (String each : List.of("docker", "iptables", "ip6tables", "mount", "umount")) {
            program(each, "exit 0");
        }
        program("iptables-restore", "cat >/dev/null");
        program("ip6tables-restore", "cat >/dev/null");
    }

    @Test
    void whereNothingIsMissingItStartsAndNothingIsLeft() throws Exception {
        assertThat(rootless()).isEqualTo("started\n");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void allThatIsMissingIsSaidAtOnceWithWhatToDo() throws Exception {
        Files.delete(folder.resolve("iptables"));
        Files.delete(folder.resolve("dockerd"));
        Files.delete(node.resolve("sys/fs/cgroup/cgroup.controllers"));

        String said = refused(Map.of("BUILDKIT_BOUNDS", "processes=9"), "--data-root", "/proc/nowhere");

        assertThat(said)
                .contains("imprimatur: there is no dockerd in PATH: install it")
                .contains("imprimatur: there is no iptables in PATH: install it")
                .contains("imprimatur: there are no cgroups in " + node + "/sys/fs/cgroup: mount them there")
                .contains(
                        "imprimatur: nothing can be written to the data root /proc/nowhere: give the engine a volume");
        assertThat(said.lines().filter(line -> !line.endsWith("so no engine starts")))
                .allMatch(line -> line.endsWith("(" + DOCUMENTED + ")"));
    }

    @ParameterizedTest
    @CsvSource({"filter, iptable_filter", "nat, iptable_nat"})
    void aTableThatTheKernelLacksIsNamed(String table, String module) throws Exception {
        program("iptables", "case \"$*\" in *' " + table + " '*) exit 3 ;; esac");

        assertThat(refused(Map.of()))
                .contains("iptables cannot use its table " + table + ": load " + module + ", or nf_tables, on the node")
                .hasLineCount(2);
    }

    @Test
    void rulesThatItCannotMakeAreSaidWithWhatTheyNeed() throws Exception {
        program("iptables-restore", "exit 2");

        assertThat(refused(rootlessSettings()))
                .contains("the packet rules for IPv4 could not be made, so no engine starts: load xt_conntrack")
                .contains(DOCUMENTED);
    }

    @Test
    void cgroupsThatCannotBeWrittenAreSaid() throws Exception {
        Files.createFile(node.resolve("sys/fs/cgroup/imprimatur-probe"));

        assertThat(refused(Map.of())).contains("cgroups in " + node + "/sys/fs/cgroup cannot be written: make the");
        assertThat(rootless()).as("it has none of its own").isEqualTo("started\n");
    }

    @Test
    void aDataRootWithoutOverlayIsRefusedUnlessADriverIsNamed() throws Exception {
        program("mount", "exit 32");

        assertThat(refused(rootlessSettings()))
                .containsPattern(
                        "overlay cannot be mounted on the data root " + data + " \\([^)]+\\), so that every layer")
                .contains("name a driver with --storage-driver");
        assertThat(rootless("--storage-driver=vfs")).isEqualTo("started\n");
        assertThat(rootless("--storage-driver", "vfs")).isEqualTo("started\n");
        Path settings = Files.writeString(folder.resolve("daemon.json"), "{\"storage-driver\": \"btrfs\"}");
        assertThat(rootless("--config-file", settings.toString())).isEqualTo("started\n");
        Files.createDirectory(data.resolve("image"));
        assertThat(rootless()).as("it has images by some driver").isEqualTo("started\n");
    }

    @Test
    void otherWaysToStackLayersAreTaken() throws Exception {
        program("mount", "case \"$*\" in *,userxattr*) exit 0 ;; esac; exit 32");
        assertThat(rootless()).isEqualTo("started\n");

        program("mount", "exit 32");
        program("fuse-overlayfs", "exit 0");
        assertThat(refused(rootlessSettings())).contains("overlay cannot be mounted");
        Files.createFile(Files.createDirectories(node.resolve("dev")).resolve("fuse"));
        assertThat(rootless()).isEqualTo("started\n");
    }

    @Test
    void itsSettingsMayNameTheDataRoot() throws Exception {
        Path settings = Files.writeString(folder.resolve("daemon.json"), "{\n  \"data-root\": \"/proc/nowhere\"\n}\n");

        assertThat(refused(rootlessSettings(), "--config-file=" + settings)).contains("the data root /proc/nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "user/max_user_namespaces, 0, user.max_user_namespaces is 0, sysctl -w user.max_user_namespaces=",
        "kernel/unprivileged_userns_clone, 0, kernel.unprivileged_userns_clone is 0, userns_clone=1",
        "kernel/apparmor_restrict_unprivileged_userns, 1, restrict_unprivileged_userns is 1, userns=0"
    })
    void aNodeThatForbidsUserNamespacesIsNamedByItsSetting(String file, String value, String said, String advice)
            throws Exception {
        Path setting = node.resolve("proc/sys").resolve(file);
        Files.createDirectories(setting.getParent());
        Files.writeString(setting, value + "\n");
        program("rootlesskit", "echo operation not permitted; exit 1");

        assertThat(run("rootlesskit", 1, Map.of(), "dockerd"))
                .contains(said + " on this node, so no rootless engine starts: ", advice, DOCUMENTED)
                .hasLineCount(1);

        program("rootlesskit", "[ $1 = true ] || echo \"runs $*\"");
        assertThat(run("rootlesskit", 0, Map.of(), "--net=host", "dockerd"))
                .as("a profile allows it")
                .isEqualTo("runs --net=host dockerd\n");
    }

    @Test
    void whatElseRootlesskitLacksItSaysItself() throws Exception {
        program("rootlesskit", "echo no newuidmap; exit 7");

        assertThat(run("rootlesskit", 7, Map.of(), "dockerd")).isEqualTo("no newuidmap\n");
    }

    /** Says what a rootless engine says that starts. */
    private String rootless(String... options) throws IOException, InterruptedException {
        return run("dockerd", 0, rootlessSettings(), options);
    }

    private Map<String, String> rootlessSettings() {
        return Map.of("ROOTLESSKIT_STATE_DIR", folder.toString());
    }

    private String refused(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(options));
        if (environment.isEmpty()) {
            all.add("--data-root=" + data);
        }
        return run("dockerd", 1, environment, all.toArray(String[]::new));
    }

    private String run(String script, int exitCode, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(options));
        Path said = folder.resolve("said");
        // The script leaves processes behind that end with its engine.
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        Map<String, String> all = new HashMap<>(environment);
        all.put("IMPRIMATUR_NODE", node.toString());
        all.put("PATH", folder + ":/usr/bin:/bin");
        all.put("DOCKER_HOST", "unix://" + folder.resolve("none"));
        all.put("XDG_RUNTIME_DIR", folder.toString());
        all.put("XDG_CONFIG_HOME", folder.toString());
        all.put("XDG_DATA_HOME", data.getParent().toString());
        builder.environment().putAll(all);
        int exited = builder.start().waitFor();
        String text = Files.readString(said, StandardCharsets.UTF_8);
        assertThat(exited).as(text).isEqualTo(exitCode);
        return text;
    }

    private void program(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
