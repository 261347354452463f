package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.FailedCommand;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.messaging.event.FailureReport;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts were recorded from Docker 20.10 and from Debian's tools in its containers, or are the registry's own. */
class FailureSortingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Get \"http://localhost:5999/v2/\": dial tcp 127.0.0.1:5999: connect: connection refused|REGISTRY_UNREACHABLE|true",
                "Head \"http://localhost:5001/v2/x/blobs/sha256:1\": EOF|REGISTRY_UNREACHABLE|true",
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
                "no matching manifest for linux/s390x in the manifest list entries|PLATFORM_MISMATCH|false",
                "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"nope\": executable file not found in $PATH: unknown|COMMAND_FAILED|false",
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
                "AssertionError: expected 5 to equal 503",
                "",
            })
    void aCommandThatFailsOfItselfFailsAgain(String output) {
        Failure failure = FailureSorting.ofCommand(new FailedCommand("make", 2, output), true);

        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.kind()).isEqualTo(Kind.COMMAND_FAILED);
    }

    @Test
    void aKilledCommandIsWorthAnotherTry() {
        assertThat(FailureSorting.ofCommand(new FailedCommand("make", 137, ""), true))
                .isInstanceOf(Failure.Unknown.class);
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
