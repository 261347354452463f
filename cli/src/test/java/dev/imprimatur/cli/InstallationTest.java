package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.ConsoleClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Several installations run side by side, and a command is for one of them. */
class InstallationTest {
    private static final String TOKEN = "imp_secret";

    @TempDir
    Path folder;

    private StubServer console;

    @BeforeEach
    void start() throws Exception {
        console = new StubServer();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /api/images, images",
        "GET /api/rebuilds, rebuilds",
        "GET /api/flakes, flakes",
        "GET /api/events, events",
        "POST /api/rebuilds, rebuild --all",
        "POST /api/rollbacks, rollback node:22",
        "POST /api/rebuilds/rb-1/cancel, cancel rb-1",
        "DELETE /api/blocks/sha256%3Aaa, unblock sha256:aa",
    })
    void anotherInstallationIsNotMistakenForThisOne(String request, String command) {
        console.on(request, 200, "[]", Map.of("Imprimatur-Installation", "imprimatur-theirs"));

        Run run = Run.of(console, (command + " --installation imprimatur-ours").split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(console.host() + " belongs to another installation (imprimatur-theirs)", "imprimatur-ours")
                .doesNotContain("\tat ");
    }

    @Test
    void theRequestNamesTheInstallationSoThatTheConsoleRefusesBeforeItActs() {
        console.on(
                "POST /api/rebuilds",
                421,
                "{\"error\":\"another-installation\",\"message\":\"this service belongs to another installation\"}",
                Map.of("Imprimatur-Installation", "imprimatur-theirs"));
        Run run = Run.of(console, "rebuild", "--all", "--installation", "imprimatur-ours");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("belongs to another installation (imprimatur-theirs)");
        assertThat(console.headers("Imprimatur-Installation")).containsOnly("imprimatur-ours");
    }

    @Test
    void itsOwnAnswersAndSoDoesOneThatBelongsToNone() {
        console.on("GET /api/images", 200, "[]", Map.of("Imprimatur-Installation", "imprimatur-ours"));
        assertThat(Run.of(console, "images", "--installation", "imprimatur-ours")
                        .exitCode())
                .isZero();
        assertThat(Run.of(console, "images").exitCode()).isZero();
        console.on("GET /api/rebuilds", 200, "[]");
        assertThat(Run.of(console, "rebuilds", "--installation", "imprimatur-ours")
                        .exitCode())
                .isZero();
    }

    @Test
    void anotherInstallationIsNotShownTheToken() throws IOException {
        console.on("GET /q/health/live", 421, "", Map.of("Imprimatur-Installation", "imprimatur-theirs"))
                .on("GET /api/rebuilds", 200, "[]", Map.of("Imprimatur-Installation", "imprimatur-theirs"));

        Run run = Run.of(console, "rebuilds", "--installation", "imprimatur-ours", "--token-file", token());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("belongs to another installation (imprimatur-theirs)");
        assertThat(console.headers("Authorization")).isEmpty();
    }

    /** Whatever program has got the port of a console that does not run. */
    @Test
    void whatDoesNotSayWhoseItIsIsNotShownTheToken() throws IOException {
        console.on("GET /q/health/live", 200, "").on("GET /api/rebuilds", 200, "[]");

        Run run = Run.of(console, "rebuilds", "--installation", "imprimatur-ours", "--token-file", token());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("does not say whose console it is", "./imprimatur up");
        assertThat(console.requests()).containsExactly("GET /q/health/live");
        assertThat(console.headers("Authorization")).isEmpty();
    }

    @Test
    void itsOwnIsAskedOnceAndShownTheTokenThen() throws IOException {
        console.on("GET /q/health/live", 200, "", Map.of("Imprimatur-Installation", "imprimatur-ours"))
                .on("GET /api/rebuilds/rb-1", 200, Golden.answer("rebuild"));

        Run.of(console, "rebuilds", "rb-1", "--wait", "--installation", "imprimatur-ours", "--token-file", token());

        assertThat(console.requests()).containsExactly("GET /q/health/live", "GET /api/rebuilds/rb-1");
        assertThat(console.headers("Authorization")).containsExactly("Bearer " + TOKEN);
    }

    @Test
    void whereNoneIsMeantTheTokenGoesWithTheFirstRequest() throws IOException {
        console.on("GET /api/rebuilds", 200, "[]");

        Run.of(console, "rebuilds", "--token-file", token());

        assertThat(console.requests()).containsExactly("GET /api/rebuilds");
        assertThat(console.headers("Authorization")).containsExactly("Bearer " + TOKEN);
    }

    @Test
    void whatAnswersAfterTheConsoleWasAwayIsAskedAgain() throws IOException {
        console.on("GET /q/health/live", 200, "", Map.of("Imprimatur-Installation", "imprimatur-ours"))
                .on("GET /api/rebuilds", 200, "[]", Map.of("Imprimatur-Installation", "imprimatur-ours"));
        URI address = URI.create("http://" + console.host());
        try (ConsoleClient client = new ConsoleClient(address, Optional.of("imprimatur-ours"), Optional.of(TOKEN))) {
            client.rebuilds();
            console.close();
            assertThatThrownBy(client::rebuilds).hasMessageContaining("does not answer");
            try (StubServer other = new StubServer(address.getPort())) {
                other.on("GET /q/health/live", 421, "", Map.of("Imprimatur-Installation", "imprimatur-theirs"));

                assertThatThrownBy(client::rebuilds).hasMessageContaining("belongs to another installation");
                assertThat(other.headers("Authorization")).isEmpty();
            }
        }
    }

    private String token() throws IOException {
        return Files.writeString(folder.resolve("token"), TOKEN).toString();
    }

    @Test
    void theEnvironmentsInstallationGoesWithTheEnvironmentsConsole() {
        Map<String, String> environment =
                Map.of("IMPRIMATUR_CONSOLE", "http://localhost:1", "IMPRIMATUR_INSTALLATION", "imprimatur-ours");
        assertThat(meant(environment, "--console", "http://localhost:1")).contains("imprimatur-ours");
        assertThat(meant(environment, "--console", "http://elsewhere:1")).isEmpty();
        assertThat(meant(environment, "--console", "http://elsewhere:1", "--installation", "x"))
                .contains("x");
        assertThat(meant(Map.of("IMPRIMATUR_INSTALLATION", "imprimatur-ours"), "--console", "http://localhost:8080"))
                .contains("imprimatur-ours");
        assertThat(meant(Map.of("IMPRIMATUR_INSTALLATION", ""), "--console", "http://localhost:8080"))
                .isEmpty();
    }

    /** As of a variable that is set to nothing, by which a shell or a CI names none. */
    @Test
    void anEmptyAddressIsTheUsualOne() {
        CommandLine line = Imprimatur.commandLine("images");
        line.parseArgs("images", "--console", "");
        try (ConsoleClient client = line.<Imprimatur>getCommand().client()) {
            assertThat(client.address()).isEqualTo(URI.create("http://localhost:8080"));
        }
        assertThat(meant(
                        Map.of("IMPRIMATUR_CONSOLE", "", "IMPRIMATUR_INSTALLATION", "imprimatur-ours"),
                        "--console",
                        ""))
                .contains("imprimatur-ours");
    }

    private static Optional<String> meant(Map<String, String> environment, String... arguments) {
        CommandLine line = Imprimatur.commandLine(arguments);
        line.parseArgs(arguments);
        return line.<Imprimatur>getCommand().meant(environment);
    }
}
