package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.FailedCommand;
import dev.imprimatur.engine.Failure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tools really printed: recorded by {@code src/test/tools/capture.py} against a broken server. */
class NetworkOutputTest {
    private static final Path RECORDED = Path.of("src/test/resources/network-failures");

    static Stream<Path> passing() throws IOException {
        return texts(RECORDED);
    }

    static Stream<Path> lasting() throws IOException {
        return texts(RECORDED.resolve("permanent"));
    }

    private static Stream<Path> texts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatTheNetworkFailedIsChance(Path recorded) throws IOException {
        Failure failure = sorted(Files.readString(recorded));

        assertThat(failure.kind()).as(recorded.toString()).isEqualTo(Kind.NETWORK_IN_BUILD);
        assertThat(failure).isInstanceOf(Failure.Transient.class);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void whatIsNotThereOrNotTrustedFailsAgain(Path recorded) throws IOException {
        assertThat(sorted(Files.readString(recorded)).kind())
                .as(recorded.toString())
                .isEqualTo(Kind.COMMAND_FAILED);
    }

    /** Of tools that Debian does not have, and of what a broken server cannot be made to do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "E: Release file for http://mirror/debian/dists/s/InRelease is expired (invalid since 2d 3h 4min 5s).",
                "E: Release file for http://mirror/debian/dists/s/InRelease is not valid yet (invalid for another 2h).",
                "E: Failed to fetch http://mirror/x.deb  Error reading from server - read (104: Connection reset by peer)",
                "error: RPC failed; curl 56 GnuTLS recv error (-54): Error in the pull function.\nfetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF",
                "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502",
                "ERROR: http://mirror/alpine/v3.20/main: Connection refused",
                "WARNING: updating and opening https://mirror/alpine/v3.20/community: temporary error (try again later)",
                "WARNING: fetching https://mirror/alpine/v3.20/main: Operation timed out",
                "Error: Error downloading packages:\n  Cannot download Packages/h/hello-1.0.rpm: All mirrors were tried",
                "  > Could not resolve g:a:1.\n     > Could not GET 'https://mirror/g/a/1/a-1.pom'. Received status code 503 from server: Service Unavailable",
                "     > Could not GET 'https://mirror/g/a/1/a-1.pom'.\n        > Connect to mirror:443 [mirror/10.0.0.1] failed: Connection refused",
                "  WARNING: Retrying (Retry(total=0)) after connection broken by 'ResponseError('too many 503 error responses')'",
                "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='mirror', port=443): Read timed out.",
            })
    void theSameIsSoOfWhatWasNotRecorded(String output) {
        assertThat(sorted(output).kind()).isEqualTo(Kind.NETWORK_IN_BUILD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Expected: connection refused\n  but: was <null>\nTests run: 12, Failures: 1",
                "AssertionError: expected ECONNREFUSED to equal ETIMEDOUT",
                "--- FAIL: TestDial (0.00s)\n    dial_test.go:17: unexpected EOF",
                "error: HTTP 503 is not in the list of handled statuses",
                "E: Version '1.2' for 'hello' was not found",
                "[ERROR] Could not find artifact g:a:jar:1 in m (http://mirror/maven)",
                "fatal: repository 'http://mirror/project.git/' not found",
            })
    void aProgramsOwnFailureIsNotTheNetworks(String output) {
        assertThat(sorted(output).kind()).isEqualTo(Kind.COMMAND_FAILED);
    }

    /** As a build tells it: the end of what the step printed. */
    private static Failure sorted(String output) {
        StepOutput step = new StepOutput();
        step.write("Step 2/2 : RUN fetch\n ---> Running in 0123456789ab\n" + output + "\n");
        return FailureSorting.ofCommand(new FailedCommand("fetch", 1, step.tail()), true);
    }
}
