package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hostile Dockerfiles reach from an engine with the rules of {@code deploy/engine}, and from one without. */
@Tag("containers")
@Timeout(240)
class IsolationIT {
    private static final Set<String> NEIGHBOURS = Set.of(
            BuildNeighbours.HOST,
            BuildNeighbours.ENGINE,
            BuildNeighbours.METADATA,
            BuildNeighbours.BROKER,
            BuildNeighbours.SHARED);

    private static Path folder;
    private static Set<String> reachedWithoutRules;
    private static Set<String> unreachedByBuildKitWithoutRules;
    private static Set<String> unreachedWithoutRules;
    private static Set<String> datagramsWithoutRules;
    private static FencedEngine fenced;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createTempDirectory("imprimatur-engine");
        try (FencedEngine open = FencedEngine.withoutRules(folder)) {
            Set<String> everything = everything(open, "builds");
            reachedWithoutRules = open.reachedByABuild(everything);
            unreachedWithoutRules = new TreeSet<>(everything);
            unreachedWithoutRules.removeAll(reachedWithoutRules);
            datagramsWithoutRules = open.reachedByDatagrams(addresses(), addresses());
            Set<String> byBuildKit = everything(open, "bridge");
            unreachedByBuildKitWithoutRules = new TreeSet<>(byBuildKit);
            unreachedByBuildKitWithoutRules.removeAll(open.reachedByBuildKit(byBuildKit));
        }
        fenced = FencedEngine.withRules(
                folder,
                Map.of(
                        "BUILDKIT_BOUNDS",
                        "processes=512 memory=64m",
                        "ENGINE_PORT",
                        String.valueOf(BuildNeighbours.PORT),
                        "BUILDS_MAY_REACH",
                        BuildNeighbours.PROXY + ":" + BuildNeighbours.PORT,
                        "NONE_MAY_REACH",
                        BuildNeighbours.OWN_PUBLIC + "/32"));
    }

    @AfterAll
    static void stop() {
        if (fenced != null) {
            fenced.close();
        }
        Script.program(Duration.ofMinutes(3), "rm", "-rf", folder.toString());
    }

    @Test
    void aBuildReachesTheInternetAndWhatIsAllowedAndNothingElse() throws IOException {
        assertThat(fenced.reachedByABuild(everything(fenced, "builds")))
                .containsExactlyInAnyOrder(port(BuildNeighbours.PUBLIC), port(BuildNeighbours.PROXY));
    }

    @Test
    void norDoItsDatagrams() throws IOException {
        Set<String> allowed = Set.of(port(BuildNeighbours.PUBLIC), port(BuildNeighbours.PROXY));

        assertThat(fenced.reachedByDatagrams(addresses(), allowed)).isEqualTo(allowed);
    }

    /** What has a port for others has it for them alone, as the test above shows. */
    @Test
    void anotherMachineReachesTheEnginesPortAndNoOther() {
        assertThat(fenced.isReached(BuildNeighbours.PORT)).isTrue();
        assertThat(fenced.isReached(BuildNeighbours.OTHER_PORT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "--host=tcp://0.0.0.0:2375, 2376, 'a port without TLS by both sides: tcp://0.0.0.0:2375,'",
        "--version, many, 'ENGINE_PORT is many, expected a number'",
        "--version, 2376, there is no default route"
    })
    void withAPortThatIsOpenToAllNoEngineStarts(String option, String port, String reason) {
        Script.Result start = Script.program(
                Duration.ofSeconds(30),
                Map.of("PATH", FencedEngine.RULES + ":" + System.getenv("PATH"), "ENGINE_PORT", port),
                "unshare",
                "--net",
                "dockerd",
                option);

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.errors()).contains(reason);
    }

    /** BuildKit has the engine's default network. */
    @Test
    void norDoesABuildByBuildKit() throws IOException {
        assertThat(fenced.reachedByBuildKit(everything(fenced, "bridge")))
                .containsExactlyInAnyOrder(port(BuildNeighbours.PUBLIC), port(BuildNeighbours.PROXY));
    }

    @Test
    void theEnginesStartBoundsWhatBuildKitRuns() throws IOException {
        assertThat(fenced.buildByBuildKit("RUN bash -c 'cd /sys/fs/cgroup; for f in pids/pids.max pids.max"
                        + " memory/memory.limit_in_bytes memory.max; do [ ! -e $f ] || echo \"$(<$f)\";"
                        + " done; echo tried'"))
                .contains("512\n", "67108864\n");
    }

    @Test
    void withBoundsThatAreNoneNoEngineStarts() {
        Script.Result start = Script.program(
                Duration.ofSeconds(30),
                Map.of("PATH", FencedEngine.RULES + ":" + System.getenv("PATH"), "BUILDKIT_BOUNDS", "memory=much"),
                "unshare",
                "--net",
                "dockerd",
                "--version");

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.errors()).contains("BUILDKIT_BOUNDS has memory=much, expected memory=2g");
    }

    /** If not, the tests above could not fail. */
    @Test
    void withoutTheRulesABuildReachesAllOfThem() {
        assertThat(unreachedWithoutRules).isEmpty();
        assertThat(reachedWithoutRules).isNotEmpty();
        assertThat(unreachedByBuildKitWithoutRules).isEmpty();
        assertThat(datagramsWithoutRules).containsExactlyInAnyOrderElementsOf(addresses());
    }

    /** Of what does not depend on the engine's networks. */
    private static Set<String> addresses() {
        Set<String> addresses = new TreeSet<>(NEIGHBOURS);
        addresses.addAll(Set.of(BuildNeighbours.PUBLIC, BuildNeighbours.OWN_PUBLIC, BuildNeighbours.PROXY));
        return addresses.stream().map(IsolationIT::port).collect(Collectors.toSet());
    }

    private static Set<String> everything(FencedEngine engine, String network) {
        Set<String> all = new TreeSet<>(addresses());
        all.addAll(Set.of(port(engine.gateway(network)), port(engine.startNeighbour(network))));
        return all;
    }

    private static String port(String address) {
        return address + "/" + BuildNeighbours.PORT;
    }

    /** The engine fetches it, not a command of the build; what builds may reach does not count for it. */
    @Test
    void addFetchesNothingPrivate() throws IOException {
        assertThat(fenced.build(add(BuildNeighbours.PUBLIC)).exitCode()).isZero();
        for (String address : Set.of(BuildNeighbours.METADATA, BuildNeighbours.BROKER, BuildNeighbours.PROXY)) {
            Script.Result build = fenced.build(add(address));

            assertThat(build.exitCode()).as("%s: %s", address, build.output()).isNotZero();
            assertThat(build.errors()).contains("connection refused");
        }
    }

    /** A stage of a Dockerfile can name any registry; the engine fetches from it. */
    @Test
    void norAnImageFromThere() throws IOException {
        assertThat(fenced.build(copyFrom(BuildNeighbours.PUBLIC)).errors()).doesNotContain("connection refused");
        for (String address : Set.of(
                BuildNeighbours.METADATA, BuildNeighbours.BROKER, BuildNeighbours.PROXY, BuildNeighbours.OWN_PUBLIC)) {
            Script.Result build = fenced.build(copyFrom(address));

            assertThat(build.exitCode()).as("%s: %s", address, build.output()).isNotZero();
            assertThat(build.errors()).contains("connection refused");
        }
    }

    private static String copyFrom(String address) {
        return "COPY --from=" + address + ":" + BuildNeighbours.PORT + "/any/image:1 / /fetched";
    }

    private static String add(String address) {
        return "ADD http://" + address + ":" + BuildNeighbours.PORT + "/ /fetched";
    }

    @Test
    void noSocketIsInABuild() throws IOException {
        Script.Result build = fenced.build("RUN echo sockets: $(find / -xdev -type s) && echo none");

        assertThat(build.exitCode()).isZero();
        assertThat(build.output()).containsPattern("(?m)^sockets:\\s*$");
    }

    @Test
    void withoutItsRulesNoEngineStarts(@TempDir Path programs) throws IOException {
        Path refusing = Files.writeString(programs.resolve("iptables-restore"), "#!/bin/sh\nexit 4\n");
        Files.setPosixFilePermissions(refusing, PosixFilePermissions.fromString("rwxr-xr-x"));

        Script.Result start = Script.program(
                Duration.ofSeconds(30),
                Map.of("PATH", FencedEngine.RULES + ":" + programs + ":" + System.getenv("PATH")),
                "unshare",
                "--net",
                "dockerd",
                "--version");

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.errors()).contains("the packet rules for IPv4 could not be made");
    }
}
