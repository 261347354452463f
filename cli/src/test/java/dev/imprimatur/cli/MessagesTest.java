package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command says is wrong, and what to do, in the words of the command line. */
class MessagesTest {
    @TempDir
    Path folder;

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "why nope|GET /api/why|no rebuild made 'nope'; GET /api/images lists what is published|"
                        + "no rebuild made 'nope'; imprimatur images lists what is published",
                "rebuilds nope|GET /api/rebuilds/nope|there is no rebuild 'nope'; GET /api/rebuilds lists them|"
                        + "there is no rebuild 'nope'; imprimatur rebuilds lists them",
                "history g:9|GET /api/tags/history|no tag was ever set; GET /api/tags lists published tags|"
                        + "no tag was ever set; imprimatur images lists published tags",
                "unblock d|DELETE /api/blocks/d|d is not blocked; GET /api/blocks lists what is|"
                        + "d is not blocked; imprimatur blocks lists what is",
                "read-model|GET /api/read-model|it goes on; GET /api/read-model says when that has ended|"
                        + "it goes on; imprimatur read-model says when that has ended",
                "rollback g:1|POST /api/rollbacks|there is no rollback 'r-1'; GET /api/rollbacks lists them|"
                        + "there is no rollback 'r-1'",
                "audit|GET /api/audit|there is no webhook 'w'; GET /api/webhooks lists them|there is no webhook 'w'",
            })
    void adviceIsACommand(String command, String request, String said, String told) {
        console.on(request, 404, "{\"error\":\"not-found\",\"message\":\"" + said + "\"}");
        Run run = Run.of(console, command.split(" "));
        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.err().replaceFirst("^asks for rollback-\\S+\n", "").strip())
                .isEqualTo(told);
    }

    @Test
    void aDayIsNamedAsOne() {
        Run run = Run.of("render", "--date", "tomorrow");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("expected a day such as 2027-05-01, not 'tomorrow'")
                .doesNotContain("java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999999999d", "99999999999999999999999h", "+9999999999-01-01"})
    void aTimeThatIsBeyondAnyCalendarIsNone(String time) {
        Run run = Run.of("flakes", "--since", time);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("'" + time + "' is no time, expected").doesNotContain("java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "console.example.org", "ftp://console", "http:/console"})
    void anAddressThatIsNoConsolesIsSaid(String address) {
        Run run = Run.of("images", "--console", address);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("'" + address + "', expected one such as http://")
                .doesNotContain("java.");
    }

    @ParameterizedTest
    @CsvSource({"unknown-image, 3", "unknown-revision, 3", "no-earlier-revision, 1", "registry-unreachable, 1"})
    void aRollbackOfWhatIsNotThereIsNotFound(String kind, int exitCode) {
        console.on("POST /api/rollbacks", 202, "{\"id\":\"rollback-1\",\"state\":\"requested\",\"tags\":[]}")
                .on(
                        "GET /api/rollbacks/rollback-1",
                        200,
                        "{\"id\":\"rollback-1\",\"state\":\"failed\",\"tags\":[],\"failure\":{\"kind\":\"" + kind
                                + "\",\"retryable\":false,\"message\":\"none\"}}");
        assertThat(Run.of(console, "rollback", "nope:1", "--wait").exitCode()).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource({"greeter:1", "a/greeter:1"})
    void aReferenceWithoutRegistryIsOneOfOurs(String reference) throws IOException {
        Path key = Files.writeString(
                folder.resolve("imprimatur.pub"),
                SigningKey.generate().publicKey().pem());
        Run run = Run.of("verify", reference, "--registry", console.host(), "--key", key.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains(console.host() + "/" + reference, "there is no such image");

        Run whole = Run.of(
                "verify", console.host() + "/" + reference, "--registry", "localhost:1", "--key", key.toString());
        assertThat(whole.err()).contains(console.host() + "/" + reference + " is not verified: there is no such image");
    }
}
