package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./imprimatur up} needs of a machine is looked at before anything is installed or started. */
class NeedsTest {
    private static final String MEBIBYTE = "000000";

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void home() {
        home = folder.resolve("home");
    }

    @Test
    void allThatIsMissingIsSaidAtOnceWithWhatToDo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String said = check(
                    memory(1000, 900, 0) + "INSTALL=no; has_packages() { false; }; is_jdk() { false; };"
                            + " free_mib() { echo 500; }; tools_for() { echo no-such-tool; };"
                            + " can_start_engine() { false; }; answering_engine() { :; }; denying_engine() { :; };"
                            + " IMPRIMATUR_REGISTRY=localhost:1; mkdir -p \"$HOME_DIR\"; remember ports.env staging "
                            + taken.getLocalPort(),
                    "stack");

            assertThat(said)
                    .startsWith("✗ nothing was installed or started, since this machine lacks what is needed:\n")
                    .contains("\n  tools     missing: no-such-tool\n            → install them")
                    .contains("\n  jdk       no JDK of version 21 or newer found\n            → install one")
                    .contains("\n  disk      500 MiB free for " + home + "\n            → a home takes about 1 GB")
                    .contains("\n  memory    1000 MiB, 900 MiB of them available\n            → the whole stack takes")
                    .contains("\n  ports     taken by another process: " + taken.getLocalPort() + " (staging)\n")
                    .contains("\n  engine    none answers\n            → start one and set DOCKER_HOST")
                    .contains("\n  production IMPRIMATUR_REGISTRY=localhost:1 does not answer\n")
                    .endsWith("ends 1\n");
        }
    }

    @Test
    void elsewhereThanOnLinuxNothingElseIsLookedAt() throws IOException {
        assertThat(check("uname() { [[ $1 == -s ]] && echo Darwin || echo arm64; }; free_mib() { echo 3; }", "stack"))
                .contains("\n  machine   a home runs on Linux on x86_64 or aarch64, and this is Darwin on arm64.")
                .doesNotContain("disk", "memory");
    }

    @Test
    void whatIsTightIsSaidAndNoReason() throws IOException {
        assertThat(check(found() + memory(1900, 1800, 0) + "free_mib() { echo 1500; }", "stack"))
                .startsWith("! disk      1500 MiB free for " + home + "\n            → ")
                .contains("\n! memory    1900 MiB, 1800 MiB of them available\n            → the whole stack takes")
                .endsWith("goes on\n");
        assertThat(check(found() + memory(8000, 7000, 0) + "free_mib() { echo 9000; }", "stack"))
                .isEqualTo("goes on\n");
    }

    @Test
    void aRefusalThatMayBeWrongCanBeOverruled() throws IOException {
        String little = found() + memory(1000, 900, 0) + "free_mib() { echo 500; }; ";

        assertThat(check(little, "stack"))
                .contains("IMPRIMATUR_TOO_LITTLE=allow")
                .endsWith("ends 1\n");
        assertThat(check(little + "IMPRIMATUR_TOO_LITTLE=allow", "stack"))
                .contains("! disk ", "! memory ")
                .endsWith("goes on\n");
        assertThat(check(found() + "IMPRIMATUR_TOO_LITTLE=allow; free_mib() { echo 63; }", "stack"))
                .as("broker and database end at once")
                .endsWith("ends 1\n");
    }

    @Test
    void testsWithoutAnEngineNeedNoMemoryNoPortsAndNoEngine() throws IOException {
        assertThat(check(
                        found() + memory(500, 400, 0) + "free_mib() { echo 900; }; can_start_engine() { false; };"
                                + " answering_engine() { :; }; denying_engine() { :; }; port_taken() { :; }",
                        "quick"))
                .startsWith("! disk      900 MiB free")
                .doesNotContain("memory", "ports", "engine")
                .endsWith("goes on\n");
        assertThat(call("tools_for quick").lines()).doesNotContain("docker", "curl");
    }

    @Test
    void eachFurtherBuilderTakesMore() throws IOException {
        assertThat(call(memory(2100, 2080, 0) + "BUILDERS=1; diagnose_memory")).startsWith("memory\tok\t2100 MiB");
        assertThat(call(memory(2100, 2080, 0) + "BUILDERS=3; diagnose_memory"))
                .startsWith("memory\twarning\t2100 MiB")
                .contains("about 2708 MiB");
        assertThat(call(memory(4000, 1000, 0) + "BUILDERS=1; diagnose_memory"))
                .as("others have it")
                .startsWith("memory\twarning\t4000 MiB, 1000 MiB of them available\tend something else");
        assertThat(call(memory(4000, 1000, 0) + "running() { :; }; diagnose_memory"))
                .as("the stack itself has it")
                .startsWith("memory\tok");
    }

    @Test
    void withSwapLittleMemoryIsSlowAndNoReason() throws IOException {
        assertThat(call(memory(1000, 900, 1000) + "diagnose_memory")).startsWith("memory\twarning\t1000 MiB");
    }

    @Test
    void whereTheKernelDoesNotTellItIsNotKnown() throws IOException {
        assertThat(call("MEMINFO='" + folder + "/none'; diagnose_memory")).startsWith("memory\twarning\tnot known");
    }

    /** As in a container, whose own cgroup is its root. */
    @Test
    void theBoundOfAContainerCountsAndNotTheMachine() throws IOException {
        cgroup("", "memory.max", "memory.current", "1400" + MEBIBYTE, "400" + MEBIBYTE, "inactive_file 100" + MEBIBYTE);
        assertThat(call(memory(64000, 60000, 9000) + in("0::/") + "diagnose_memory"))
                .startsWith("memory\tfailed\t1335 MiB (the limit of its cgroup), 1049 MiB of them available");
        cgroup("", "memory.max", "memory.current", "max", "0", "inactive_file 0");
        assertThat(call(memory(64000, 60000, 0) + in("0::/") + "diagnose_memory"))
                .startsWith("memory\tok\t64000 MiB,");
    }

    @Test
    void theLowestOfTheBoundsAboveCounts() throws IOException {
        cgroup("a", "memory.max", "memory.current", "1900" + MEBIBYTE, "0", "inactive_file 0");
        cgroup("a/b", "memory.max", "memory.current", "max", "0", "inactive_file 0");
        assertThat(call(memory(64000, 60000, 0) + in("0::/a/b") + "diagnose_memory"))
                .startsWith("memory\twarning\t1811 MiB (the limit of its cgroup)");
    }

    @Test
    void soDoesThatOfAnOlderKernel() throws IOException {
        cgroup(
                "memory/a",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "1000" + MEBIBYTE,
                "500" + MEBIBYTE,
                "inactive_file 5\ntotal_active_file 100" + MEBIBYTE);
        assertThat(call(memory(64000, 60000, 0) + in("5:cpu:/x\\n4:hugetlb,memory:/a\\n0::/") + "diagnose_memory"))
                .startsWith("memory\tfailed\t953 MiB (the limit of its cgroup), 572 MiB of them available");
        cgroup(
                "memory/a",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "9223372036854771712",
                "0",
                "total_active_file 0");
        assertThat(call(memory(64000, 60000, 0) + in("4:memory:/a") + "diagnose_memory"))
                .startsWith("memory\tok\t64000 MiB,");
    }

    @Test
    void aHomeThatIsSetUpNeedsLessDiskThanANewOne() throws IOException {
        assertThat(call("free_mib() { echo 1000; }; diagnose_disk stack")).startsWith("disk\tfailed\t1000 MiB free");
        Files.createDirectories(home.resolve("class-data"));
        assertThat(call("free_mib() { echo 1000; }; diagnose_disk stack")).startsWith("disk\twarning\t1000 MiB free");
        assertThat(call("free_mib() { echo 63; }; diagnose_disk stack")).startsWith("disk\tfailed\t63 MiB free");
    }

    /** Of a cgroup named by a path below the folder of all. */
    private void cgroup(String path, String limitFile, String usageFile, String limit, String usage, String statistics)
            throws IOException {
        Path group = Files.createDirectories(folder.resolve("cgroups").resolve(path));
        Files.writeString(group.resolve(limitFile), limit + "\n");
        Files.writeString(group.resolve(usageFile), usage + "\n");
        Files.writeString(group.resolve("memory.stat"), statistics + "\n");
    }

    private String in(String lines) {
        return "CGROUPS='" + folder + "/cgroups'; printf '" + lines + "\\n' >'" + folder + "/of'; CGROUPS_OF='" + folder
                + "/of'; ";
    }

    private String memory(int total, int available, int swap) {
        String form = "MemTotal: %d kB\\nMemAvailable: %d kB\\nSwapTotal: %d kB\\n";
        return "printf '" + form.formatted(total * 1024, available * 1024, swap * 1024) + "' >'" + folder
                + "/memory'; MEMINFO='" + folder + "/memory'; : >'" + folder + "/of'; CGROUPS_OF='" + folder + "/of'; ";
    }

    /** Tools and ports as on a machine that has all of them. */
    private static String found() {
        return "tools_for() { echo bash; }; has_packages() { false; }; ensure_jdk() { :; }; port_taken() { false; };"
                + " can_start_engine() { :; }; ";
    }

    private String check(String before, String kind) throws IOException {
        return call(before + "\n{ (check_needs " + kind + ") 2>&1 && echo goes on; } || echo ends $?");
    }

    /** Without what the run of tests says of its own home. */
    private String call(String commands) throws IOException {
        return ScriptFunctions.call(
                home,
                "unset IMPRIMATUR_CLASS_DATA IMPRIMATUR_REGISTRY IMPRIMATUR_STAGING DOCKER_HOST; use_home; "
                        + commands);
    }
}
