package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.FailedCommand;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.events.FailureReport;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The texts were recorded from Docker 20.10 and from Debian's tools in its containers, or are the registry's own. Those
 * of containerd's image store were read.
 */
class FailureSortingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Get \"http://localhost:5999/v2/\": dial tcp 127.0.0.1:5999: connect: connection refused|REGISTRY_UNREACHABLE|true",
                "Head \"http://localhost:5001/v2/x/blobs/sha256:1\": EOF|CONNECTION_RESET|true",
                "Put \"http://localhost:5001/v2/x/blobs/uploads/1\": write tcp 127.0.0.1:40022->127.0.0.1:5001: write: broken pipe|CONNECTION_RESET|true",
                "Get \"http://localhost:5001/v2/\": read tcp 127.0.0.1:40022->127.0.0.1:5001: read: connection reset by peer|CONNECTION_RESET|true",
                "Get \"https://r/v2/\": dial tcp 10.0.0.9:443: connect: no route to host|REGISTRY_UNREACHABLE|true",
                "Get \"https://r/v2/\": remote error: tls: internal error|TLS|true",
                "Get \"https://r/v2/\": tls: first record does not look like a TLS handshake|TLS|true",
                "Get \"https://r/v2/\": x509: certificate signed by unknown authority|CERTIFICATE_UNTRUSTED|false",
                "Get \"https://r/v2/\": x509: certificate has expired or is not yet valid: current time is after 2026-01-01|CERTIFICATE_UNTRUSTED|false",
                "Get \"https://localhost:5001/v2/\": http: server gave HTTP response to HTTPS client|CERTIFICATE_UNTRUSTED|false",
                "fork/exec /usr/bin/runc: cannot allocate memory|OUT_OF_MEMORY|true",
                "Get \"https://registry.invalid/v2/\": dial tcp: lookup registry.invalid on 10.0.0.1:53: no such host|NAME_RESOLUTION|true",
                "invalid from flag value nostage: Get \"https://hub.invalid/v2/\": dial tcp: lookup hub.invalid on 10.0.0.1:53: no such host|NAME_RESOLUTION|true",
                "Get \"https://r/v2/\": net/http: TLS handshake timeout|TIMEOUT|true",
                "Get \"https://r/v2/\": dial tcp 10.0.0.9:443: i/o timeout|TIMEOUT|true",
                "toomanyrequests: You have reached your pull rate limit|RATE_LIMITED|true",
                "received unexpected HTTP status: 503 Service Unavailable|REGISTRY_ERROR|true",
                "received unexpected HTTP status: 500 Internal Server Error|REGISTRY_ERROR|true",
                "error parsing HTTP 429 response body: unexpected end of JSON input: \"\"|RATE_LIMITED|true",
                "error parsing HTTP 403 response body: unexpected end of JSON input: \"\"|UNAUTHORIZED|false",
                "blob upload unknown|REGISTRY_ERROR|true",
                "write /var/lib/docker/tmp/x: no space left on device|DISK_FULL|true",
                "unknown parent image ID sha256:35f7b6c2ce6a8a5be4da3e5020c835a437e57d654546af8f9873f6c58c5517c9|LAYER_REMOVED|true",
                "layer does not exist|LAYER_REMOVED|true",
                "manifest for localhost:5001/no/such:1 not found: manifest unknown: manifest unknown|BASE_MISSING|false",
                "pull access denied for nosuchimage/at, repository does not exist or may require 'docker login': denied: requested access to the resource is denied|BASE_MISSING|false",
                "An image does not exist locally with the tag: localhost:5001/cap/none|BASE_MISSING|false",
                "unauthorized: authentication required|UNAUTHORIZED|false",
                "no basic auth credentials|UNAUTHORIZED|false",
                "denied: requested access to the resource is denied|UNAUTHORIZED|false",
                "COPY failed: file not found in build context or excluded by .dockerignore: stat nothere: file does not exist|COPY_SOURCE_MISSING|false",
                "ADD failed: file not found in build context or excluded by .dockerignore: stat nothere: file does not exist|COPY_SOURCE_MISSING|false",
                "invalid from flag value nostage: pull access denied for nostage|DOCKERFILE_INVALID|false",
                "dockerfile parse error line 2: unknown instruction: FOO|DOCKERFILE_INVALID|false",
                "dockerfile parse error line 2: Unknown flag: nope|DOCKERFILE_INVALID|false",
                "no build stage in current context|DOCKERFILE_INVALID|false",
                "ENV must have two arguments|DOCKERFILE_INVALID|false",
                "Syntax error - can't find = in \"c\". Must be of the form: name=value|DOCKERFILE_INVALID|false",
                "failed to process \"'b\": unexpected end of statement while looking for matching single-quote|DOCKERFILE_INVALID|false",
                "failed to process \"${B\": missing ':' in substitution|DOCKERFILE_INVALID|false",
                "when using JSON array syntax, arrays must be comprised of strings only|DOCKERFILE_INVALID|false",
                "unterminated heredoc|DOCKERFILE_INVALID|false",
                "invalid escape token 'x' does not match|DOCKERFILE_INVALID|false",
                "only one escape parser directive can be used|DOCKERFILE_INVALID|false",
                "file with no instructions|DOCKERFILE_INVALID|false",
                "no matching manifest for linux/s390x in the manifest list entries|PLATFORM_MISMATCH|false",
                "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"nope\": executable file not found in $PATH: unknown|COMMAND_FAILED|false",
                "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/etc\": permission denied: unknown|COMMAND_FAILED|false",
                "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/cpuset/docker: read-only file system: unknown|UNKNOWN|true",
                "failed to resolve reference \"localhost:5001/no/such:1\": localhost:5001/no/such:1: not found|BASE_MISSING|false",
                "failed to resolve reference \"r/x:1\": unexpected status from HEAD request to http://r/v2/x/manifests/1: 503 Service Unavailable|REGISTRY_ERROR|true",
                "failed to resolve reference \"r/x:1\": failed to do request: Head \"http://r/v2/x/manifests/1\": dial tcp 10.0.0.9:80: connect: connection refused|REGISTRY_UNREACHABLE|true",
                "no matching manifest for linux/arm64/v8 in the manifest list entries: no match for platform in manifest: not found|PLATFORM_MISMATCH|false",
                "something never seen before|UNKNOWN|true",
            })
    void aMessageOfTheEngineIsSorted(String message, Kind kind, boolean retryable) {
        Failure failure = FailureSorting.ofMessage(message);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.report().retryable()).isEqualTo(retryable);
        assertThat(failure.message()).startsWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "W: Failed to fetch http://mirror/debian/dists/bookworm/InRelease  Temporary failure resolving 'mirror'",
                "W: Failed to fetch http://mirror.invalid/debian/dists/bookworm/InRelease  Could not resolve 'mirror.invalid'",
                "E: Failed to fetch http://mirror/x.deb  503  Service Unavailable [IP: 10.0.0.1 80]",
                "E: Failed to fetch http://mirror/x.deb  Hash Sum mismatch",
                "npm error code ENOTFOUND\nnpm error syscall getaddrinfo",
                "npm error code ECONNREFUSED",
                "npm ERR! code ETIMEDOUT",
                "npm ERR! code E503",
                "curl: (6) Could not resolve host: mirror.invalid",
                "curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server",
                "curl: (28) Operation timed out after 30001 milliseconds",
                "curl: (22) The requested URL returned error: 503",
                "W: Failed to fetch http://mirror/debian/dists/bookworm/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)",
                "ERROR: http://dl-cdn.alpinelinux.org/alpine/v3.6/main: temporary error (try again later)\nWARNING: Ignoring APKINDEX.84815163.tar.gz: No such file or directory",
                "ERROR: https://dl-cdn.alpinelinux.org/alpine/v3.16/main: DNS lookup error\n2 errors; 16 distinct packages available",
                "WARNING: Ignoring http://dl-cdn.alpinelinux.org/alpine/v3.10/main/armhf/APKINDEX.tar.gz: IO ERROR\nERROR: unsatisfiable constraints:",
                "Errors during downloading metadata for repository 'fedora':\n  - Curl error (6): Couldn't resolve host name for https://mirrors.fedoraproject.org/metalink?repo=fedora-35&arch=x86_64 [Could not resolve host: mirrors.fedoraproject.org]\nError: Failed to download metadata for repo 'fedora'",
                "Errors during downloading metadata for repository 'baseos':\n  - Status code: 503 for https://mirror/repodata/repomd.xml (IP: 10.0.0.1)",
                "wget: unable to resolve host address 'mirror.invalid'",
                "fatal: unable to access 'https://git.invalid/x': Could not resolve host: git.invalid",
            })
    void aCommandThatTheNetworkFailedIsChance(String output) {
        FailedCommand command = new FailedCommand("fetch something", 100, output);

        assertThat(FailureSorting.ofCommand(command, true))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.NETWORK_IN_BUILD));
        assertThat(FailureSorting.ofCommand(command, false))
                .as("without a network that is the command's own fault")
                .isInstanceOf(Failure.Permanent.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "E: Unable to locate package nosuchpkg",
                "curl: (22) The requested URL returned error: 404",
                "npm error code E404",
                "npm error code EUSAGE",
                "ERROR: unable to select packages:\n  nosuchpkg (no such package):\n    required by: world[nosuchpkg]",
                "Error: Unable to find a match: nosuchpkg",
                "Errors during downloading metadata for repository 'baseos':\n  - Status code: 404 for https://mirror/repodata/repomd.xml (IP: 10.0.0.1)",
                "the killed process says Killed in the middle of a line",
                "AssertionError: expected 5 to equal 503",
                "",
            })
    void aCommandThatFailsOfItselfFailsAgain(String output) {
        Failure failure = FailureSorting.ofCommand(new FailedCommand("make", 2, output), true);

        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.kind()).isEqualTo(Kind.COMMAND_FAILED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cp: error writing '/x/y': No space left on device|1|DISK_FULL",
                "npm error code ENOSPC|1|DISK_FULL",
                "bash: line 1:     8 Killed                  tail /dev/zero|137|OUT_OF_MEMORY",
                "sort: memory exhausted|2|OUT_OF_MEMORY",
                "c++: fatal error: Killed signal terminated program cc1plus|1|OUT_OF_MEMORY",
                "OSError: [Errno 12] Cannot allocate memory|1|OUT_OF_MEMORY",
            })
    void aCommandWithoutRoomIsChance(String output, int exitCode, Kind kind) {
        assertThat(FailureSorting.ofCommand(new FailedCommand("make", exitCode, output), false))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    @ParameterizedTest
    @ValueSource(ints = {137, 143})
    void aKilledCommandIsWorthAnotherTry(int exitCode) {
        assertThat(FailureSorting.ofCommand(new FailedCommand("make", exitCode, ""), true))
                .isInstanceOfSatisfying(
                        Failure.Unknown.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.COMMAND_KILLED));
    }

    @Test
    void whatWasAskedToEndDidNotWantMemory() {
        Failure sorted = FailureSorting.ofCommand(new FailedCommand("make", 143, ""), true);

        assertThat(FailureSorting.withinMemory(sorted, 1 << 30)).isSameAs(sorted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bin/sh: 1: Cannot fork",
                "bash: fork: retry: Resource temporarily unavailable",
                "make: fork: Resource temporarily unavailable",
                "sh: can't fork: Resource temporarily unavailable",
                "fork/exec /usr/bin/git: resource temporarily unavailable",
                "Error: spawn /bin/sh EAGAIN",
                "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory",
                "node: pthread_create failed: Resource temporarily unavailable",
            })
    void aCommandWithoutFurtherProcessesSaysSo(String output) {
        assertThat(FailureSorting.ofCommand(new FailedCommand("make", 2, output), true))
                .isInstanceOfSatisfying(Failure.Unknown.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.TOO_MANY_PROCESSES);
                    assertThat(failure.message()).contains("'make' ended with exit code 2");
                });
    }

    @ParameterizedTest
    @CsvSource({"137, ''", "137, Killed", "2, sort: memory exhausted"})
    void whatMemoryKilledWithinALimitWasKilledByThat(int exitCode, String output) {
        Failure sorted = FailureSorting.ofCommand(new FailedCommand("make", exitCode, output), true);

        assertThat(FailureSorting.withinMemory(sorted, 1 << 30))
                .isInstanceOfSatisfying(Failure.Unknown.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
                    assertThat(failure.message()).contains("'make'", "exit code " + exitCode, "its limit of 1 GiB");
                    assertThat(failure.command()).isEqualTo(sorted.command());
                });
    }

    @Test
    void aMemoryLimitMakesNothingElseOfOtherFailures() {
        Failure sorted = FailureSorting.ofCommand(new FailedCommand("make", 2, "no rule"), true);

        assertThat(FailureSorting.withinMemory(sorted, 1 << 30)).isSameAs(sorted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {"make|'make'", "bash -c 'exit 3'|\"bash -c 'exit 3'\"", "sh -c 'echo \"a\"'|`sh -c 'echo \"a\"'`"})
    void aCommandStandsBetweenMarksThatItHasNot(String command, String quoted) {
        assertThat(FailureSorting.ofCommand(new FailedCommand(command, 3, ""), true)
                        .report()
                        .message())
                .startsWith("the command " + quoted + " ended with exit code 3;");
    }

    @Test
    void theReportCarriesTheCommand() {
        FailureReport report = FailureSorting.ofCommand(new FailedCommand("make", 2, "no rule"), true)
                .report();

        assertThat(report)
                .isEqualTo(new FailureReport(
                        "command-failed",
                        false,
                        "the command 'make' ended with exit code 2; its output says why, the Dockerfile needs a correction",
                        "make",
                        2,
                        "no rule"));
    }

    @Test
    void exceptionsOfTheClientAreSortedByWhatTheEngineSaid() {
        assertThat(FailureSorting.ofException(
                                new BadRequestException(
                                        "Status 400: {\"message\":\"dockerfile parse error line 2: unknown instruction: FOO\"}\n"))
                        .message())
                .startsWith("dockerfile parse error line 2: unknown instruction: FOO;");
        assertThat(FailureSorting.ofException(new BadRequestException("Status 400: {\"message\":\"odd\"}\n")))
                .isInstanceOf(Failure.Permanent.class);
        assertThat(FailureSorting.ofException(new InternalServerErrorException("Status 500: {\"message\":\"odd\"}\n"))
                        .kind())
                .isEqualTo(Kind.UNKNOWN);
        assertThat(FailureSorting.ofException(new RuntimeException(new IOException("Broken pipe")))
                        .kind())
                .isEqualTo(Kind.ENGINE_UNREACHABLE);
    }
}
