package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Tokens: the one that is shown, and those that are made and revoked. */
class TokensTest {
    private static final String TOKEN = "imp_" + "a".repeat(43);
    private static final String KEPT = """
            {"id":"tok-0123456789ab","owner":"ci","scopes":["rebuild"],"state":"active","madeAt":"2026-11-25T03:00:45Z",
             "expiresAt":"2027-02-25T03:00:45Z"%s}""";

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

    @Test
    void areListed() {
        console.on("GET /api/tokens", 200, "[" + KEPT.formatted(",\"usedAt\":\"2026-11-26T03:00:45Z\"") + "]");

        assertThat(Run.of(console, "tokens").out().lines())
                .containsExactly(
                        "ID                OWNER  SCOPES   STATE   MADE                  EXPIRES               USED",
                        "tok-0123456789ab  ci     rebuild  active  2026-11-25T03:00:45Z  2027-02-25T03:00:45Z  2026-11-26T03:00:45Z");
        assertThat(Run.of(console, "tokens", "list", "--json").out()).startsWith("[ {");
    }

    @Test
    void whoSignedInByOidcIsSaidSo() {
        console.on(
                "GET /api/tokens",
                200,
                "[" + KEPT.formatted(",\"issuer\":\"https://keycloak.example/realms/x\"") + "]");

        assertThat(Run.of(console, "tokens").out()).contains("tok-0123456789ab  ci, by OIDC  rebuild");
    }

    @Test
    void oneIsMadeAndAloneOnStdout() {
        console.on("POST /api/tokens", 201, KEPT.formatted(",\"token\":\"" + TOKEN + "\""));

        Run run =
                Run.of(console, "tokens", "create", "--owner", "ci", "--scope", "read", "--scope", "rebuild,rollback");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().strip()).isEqualTo(TOKEN);
        assertThat(run.err())
                .contains("made tok-0123456789ab for ci: rebuild, until 2027-02-25")
                .doesNotContain(TOKEN);
        assertThat(console.requests())
                .containsExactly("POST /api/tokens {\"owner\":\"ci\",\"scopes\":[\"read\",\"rebuild\",\"rollback\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"90d", "12h", "2999-01-31", "2999-01-31T12:00:00Z"})
    void oneExpires(String when) {
        console.on("POST /api/tokens", 201, KEPT.formatted(",\"token\":\"" + TOKEN + "\""));

        assertThat(Run.of(console, "tokens", "create", "--owner", "ci", "--scope", "read", "--expires", when)
                        .exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(console.requests().getFirst()).containsPattern("\"expiresAt\":\"2\\d{3}-\\d\\d-\\d\\dT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens create --owner ci",
                "tokens create --scope read",
                "tokens create --owner ci --scope read --expires soon",
                "tokens revoke"
            })
    void whatIsMissingIsSaid(String command) {
        Run run = Run.of(console, command.split(" "));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(console.requests()).isEmpty();
    }

    @Test
    void oneIsRevoked() {
        console.on("DELETE /api/tokens/tok-0123456789ab", 200, KEPT.formatted(""));

        Run run = Run.of(console, "tokens", "revoke", "tok-0123456789ab");

        assertThat(run.out().strip()).isEqualTo("tok-0123456789ab is revoked");
    }

    @Test
    void theOneInTheFileIsShownWithEachRequest() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        console.on("POST /api/rollbacks", 401, "{\"message\":\"this needs a token: send\"}");

        Run run = Run.of(console, "rollback", "node:22", "--token-file", file.toString());

        assertThat(console.headers("Authorization")).containsOnly("Bearer " + TOKEN);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("this needs a token").doesNotContain(TOKEN);
    }

    @Test
    void aFileThatHoldsNoneIsSaidWithoutWhatItHolds() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "two\nlines");
        Run run = Run.of(console, "images", "--token-file", file.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("expected one line").doesNotContain("two");
        assertThat(Run.of(
                                console,
                                "images",
                                "--token-file",
                                folder.resolve("none").toString())
                        .err())
                .contains("no token can be read from");
        assertThat(console.requests()).isEmpty();
    }

    /** A token that another console is shown is known to those who run that one. */
    @Test
    void theEnvironmentsIsForTheEnvironmentsConsoleAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Map<String, String> environment =
                Map.of("IMPRIMATUR_CONSOLE", "http://localhost:1", "IMPRIMATUR_TOKEN_FILE", file.toString());
        assertThat(token(environment, "--console", "http://localhost:1")).contains(TOKEN);
        assertThat(token(environment, "--console", "http://elsewhere:1")).isEmpty();
        assertThat(token(environment, "--console", "http://elsewhere:1", "--token-file", file.toString()))
                .contains(TOKEN);
        assertThat(token(
                        Map.of("IMPRIMATUR_TOKEN", "imp_b", "IMPRIMATUR_TOKEN_FILE", file.toString()),
                        "--console",
                        "http://localhost:8080"))
                .contains("imp_b");
        assertThat(token(Map.of("IMPRIMATUR_TOKEN_FILE", "/none"), "--console", "http://localhost:8080"))
                .isEmpty();
    }

    private static Optional<String> token(Map<String, String> environment, String... arguments) {
        CommandLine line = Imprimatur.commandLine(arguments);
        line.parseArgs(arguments);
        return line.<Imprimatur>getCommand().token(environment);
    }
}
