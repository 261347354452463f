package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./imprimatur doctor} finds, of homes without a stack, or with parts of one. */
class DoctorTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TOKEN = "imp_a-secret-\"that\\is-shown-to-no-one";

    private static final String OF_NO_ADMIN = "imp_that-may-only-ask-for-rebuilds";

    @TempDir
    Path folder;

    private final List<String> shown = new CopyOnWriteArrayList<>();
    private String installation = "imprimatur-another";
    private HttpServer console;
    private Path home;

    @BeforeEach
    void start() throws IOException {
        home = folder.resolve("it's my home");
        console = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        console.createContext("/", exchange -> {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (token != null) {
                shown.add(token);
            }
            exchange.getResponseHeaders().add("Imprimatur-Installation", installation);
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().equals("/api/tokens") ? statusOfTokens(token) : 200, -1);
            exchange.close();
        });
        console.start();
    }

    /** As a console where looking is open: only what is an admin's alone always looks at the token. */
    private static int statusOfTokens(String token) {
        if (token == null) {
            return 401;
        }
        return switch (token.substring("Bearer ".length())) {
            case TOKEN -> 200;
            case OF_NO_ADMIN -> 403;
            default -> 401;
        };
    }

    @AfterEach
    void stop() {
        console.stop(0);
    }

    @Test
    void aMachineWithoutAHome() throws IOException {
        Script.Result run = new Script(home, Map.of("IMPRIMATUR_CONSOLE", "")).run(LIMIT, "doctor");

        assertThat(run.output().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("CHECK"));
        assertThat(run.output())
                .containsPattern("\\njdk +ok +Java \\d+")
                .containsPattern("\\nmemory +(ok|warning) +\\d+ MiB")
                .containsPattern("\\nstack +warning +nothing is set up in " + home + "\\n +→ ./imprimatur up")
                .containsPattern("\\n\\d+ ok, \\d+ to look at, \\d+ failed\\n$");
        assertThat(home).as("it only looks").doesNotExist();
        assertThat(new Script(home).run(LIMIT, "doctor", "--all").exitCode()).isEqualTo(2);
    }

    @Test
    void aConsoleElsewhereIsAskedWithTheToken() throws IOException {
        Map<String, JsonNode> all = doctor(Map.of("IMPRIMATUR_CONSOLE", address(), "IMPRIMATUR_TOKEN", TOKEN));

        assertThat(result(all, "console")).isEqualTo("ok");
        assertThat(result(all, "token")).isEqualTo("ok");
        assertThat(shown).containsExactly("Bearer " + TOKEN);
        assertThat(all.toString()).doesNotContain("secret");
        assertThat(result(doctor(Map.of("IMPRIMATUR_CONSOLE", address(), "IMPRIMATUR_TOKEN", OF_NO_ADMIN)), "token"))
                .as("known, though no admin's")
                .isEqualTo("ok");
        Map<String, JsonNode> refused =
                doctor(Map.of("IMPRIMATUR_CONSOLE", address(), "IMPRIMATUR_TOKEN", "imp_another"));
        assertThat(result(refused, "token")).isEqualTo("failed");
        assertThat(refused.get("token").path("advice").asText()).contains("./imprimatur tokens create");
    }

    @Test
    void whatAnswersInPlaceOfThisHomesConsoleIsShownNoToken() throws IOException {
        Files.createDirectories(home);
        Files.writeString(
                home.resolve("ports.env"), "console=" + console.getAddress().getPort() + "\n");
        Files.writeString(home.resolve("stack.env"), "IMPRIMATUR_CONSOLE=" + address() + "\n");
        Map<String, String> token = Map.of("IMPRIMATUR_TOKEN", TOKEN);

        assertThat(result(doctor(token), "token")).isEqualTo("warning");
        assertThat(shown).isEmpty();

        installation = call("printf %s \"$HOME_TAG\"");
        assertThat(result(doctor(token), "token")).isEqualTo("ok");
    }

    /** Nor is what listens at the address that a console has by default. */
    @Test
    void whereNoConsoleIsNamedNoneIsShownTheToken() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path sent = folder.resolve("sent");
        String asked = "unset IMPRIMATUR_CONSOLE IMPRIMATUR_TOKEN IMPRIMATUR_TOKEN_FILE;"
                + " curl() { { printf '%s\\n' \"$*\"; cat; } >>'" + sent + "'; printf 200; }; ";

        assertThat(call(asked + "IMPRIMATUR_TOKEN_FILE='" + file + "'; diagnose_token"))
                .startsWith("token\twarning\tthere is one, and no console is named");
        assertThat(call(asked + "IMPRIMATUR_TOKEN=imp_a-secret; diagnose_token"))
                .startsWith("token\twarning");
        assertThat(sent).doesNotExist();
    }

    @Test
    void aTokenThatWasNotLookedAtWasNotChecked() throws IOException {
        assertThat(call("status_with_token() { printf 502; }; IMPRIMATUR_CONSOLE=http://localhost:1;"
                        + " IMPRIMATUR_TOKEN=imp_a-secret; diagnose_token"))
                .startsWith("token\twarning\tnot checked: http://localhost:1 answers with status 502");
    }

    @Test
    void aConsoleThatDoesNotAnswerHasFailed() throws IOException {
        console.stop(0);
        Script.Result run = new Script(home, Map.of("IMPRIMATUR_CONSOLE", address())).run(LIMIT, "doctor");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).containsPattern("\\nconsole +failed +does not answer at " + address());
    }

    @Test
    void aTokenThatOthersReadOrNoneIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        Map<String, String> named = Map.of("IMPRIMATUR_CONSOLE", address(), "IMPRIMATUR_TOKEN_FILE", file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(doctor(named).get("token").path("advice").asText()).isEqualTo("chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(result(doctor(named), "token")).isEqualTo("ok");
        Files.writeString(file, "");
        assertThat(result(doctor(named), "token")).isEqualTo("failed");
    }

    @Test
    void partsThatWereStoppedAreToBeStartedAndPartsThatEndedHaveFailed() throws IOException {
        Files.createDirectories(home.resolve("run"));
        Files.writeString(home.resolve("run/tester.pid"), "1 never\n");
        Files.writeString(home.resolve("ports.env"), "production=5\nkafka=6\n");
        Files.writeString(
                home.resolve("stack.env"),
                "DOCKER_HOST=unix:///nowhere/docker.sock\nIMPRIMATUR_REGISTRY=localhost:5\n"
                        + "IMPRIMATUR_STAGING=registry.invalid:1\nIMPRIMATUR_KAFKA=localhost:6\n");

        Map<String, JsonNode> all = doctor(Map.of());

        assertThat(result(all, "tester")).isEqualTo("failed");
        assertThat(all.get("tester").path("advice").asText()).contains("./imprimatur up", "log/tester.log");
        assertThat(result(all, "renderer")).isEqualTo("warning");
        assertThat(result(all, "kafka")).isEqualTo("warning");
        assertThat(result(all, "production")).isEqualTo("warning");
        assertThat(result(all, "staging")).as("not this home's").isEqualTo("failed");
        assertThat(result(all, "engine")).as("not this home's").isEqualTo("failed");
    }

    @Test
    void aPortThatARegistryNeedsHasToBeFree() throws IOException {
        String ports = "address_answers() { false; }; unset IMPRIMATUR_REGISTRY IMPRIMATUR_STAGING; diagnose_ports";
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Files.createDirectories(home);
            Files.writeString(home.resolve("ports.env"), "production=" + taken.getLocalPort() + "\n");
            assertThat(call(ports)).startsWith("ports\tfailed\ttaken by another process: " + taken.getLocalPort());
            Files.writeString(home.resolve("ports.env"), "kafka=" + taken.getLocalPort() + "\n");
            assertThat(call(ports)).startsWith("ports\twarning").contains(taken.getLocalPort() + " (kafka)");
        }
    }

    @Test
    void whatIsShortOrWrongOnTheMachine() throws IOException {
        assertThat(call("date() { [[ $1 != +%s ]] && command date \"$@\" || echo 5; }; diagnose_clock"))
                .startsWith("clock\tfailed")
                .contains("set the clock");
        assertThat(call("console_date() { echo 'Tue, 24 Nov 2015 03:00:00 GMT'; }; diagnose_clock"))
                .startsWith("clock\twarning\tdiffers from the console's by");
        assertThat(call("console_date() { echo 'a date, or none'; }; diagnose_clock"))
                .as("what answers may be another program")
                .startsWith("clock\t")
                .doesNotContain("console");
        assertThat(
                        call(
                                "has_packages() { false; }; INSTALL=no; command() { [[ $2 != docker ]]; }; diagnose_tools stack"))
                .startsWith("tools\tfailed\tmissing: docker");
        assertThat(call("is_jdk() { false; }; by_step jdk ensure_jdk"))
                .startsWith("jdk\tfailed\tno JDK of version 21 or newer found\tinstall one");
    }

    @Test
    void theCatalogueIsChecked() throws IOException {
        assertThat(call("cli() { echo a mistake; echo 1 mistake; return 1; }; diagnose_catalog"))
                .startsWith("catalogue\tfailed\t1 mistake\t./imprimatur catalog lint ");
        assertThat(call("cli() { echo no mistakes; }; diagnose_catalog")).isEqualTo("catalogue\tok\tno mistakes\t\n");
        assertThat(call("cli() { return 2; }; diagnose_catalog")).startsWith("catalogue\twarning");
        assertThat(call("cli() { return 1; }; diagnose_catalog")).startsWith("catalogue\twarning\tnot checked");
        assertThat(call("is_jdk() { false; }; cli() { echo no mistakes; }; diagnose_catalog"))
                .startsWith("catalogue\twarning\tnot checked")
                .contains("once JDK and programs are there: ./imprimatur catalog lint ");
        assertThat(call("compgen() { false; }; cli() { echo no mistakes; }; diagnose_catalog"))
                .startsWith("catalogue\twarning\tnot checked");
        assertThat(call("IMPRIMATUR_CATALOG=/nowhere; diagnose_catalog"))
                .startsWith("catalogue\tfailed\tthere is no /nowhere/catalog.yaml that can be read");
    }

    /** What the check asks of feeds is not remembered, neither in a home nor anywhere else. */
    @Test
    void whatFeedsAnswerIsForgotten() throws IOException {
        String remembering = "export TMPDIR='" + Files.createDirectories(folder.resolve("temporary"))
                + "'; cli() { mkdir -p \"$5/catalog\"; echo new >>\"$5/catalog/answer\";"
                + " tr '\\n' ' ' <\"$5/catalog/answer\"; }; IMPRIMATUR_CATALOG=catalog; diagnose_catalog";

        assertThat(call(remembering)).startsWith("catalogue\tok\tnew ");
        assertThat(home).doesNotExist();

        Path answer = home.resolve("feeds/catalog/answer");
        Files.createDirectories(answer.getParent());
        Files.writeString(answer, "former\n");
        assertThat(call(remembering)).startsWith("catalogue\tok\tformer new ");
        assertThat(answer).hasContent("former");
        assertThat(folder.resolve("temporary")).isEmptyDirectory();
    }

    private String call(String commands) throws IOException {
        return ScriptFunctions.call(home, "use_home; " + commands);
    }

    private String address() {
        return "http://localhost:" + console.getAddress().getPort();
    }

    private static String result(Map<String, JsonNode> all, String check) {
        return all.get(check).path("result").asText();
    }

    private Map<String, JsonNode> doctor(Map<String, String> environment) throws IOException {
        Script.Result run = new Script(home, environment).run(LIMIT, "doctor", "--json");
        JsonNode all = new ObjectMapper().readTree(run.output());
        assertThat(run.errors()).isEmpty();
        return all.valueStream()
                .collect(Collectors.toMap(each -> each.path("check").asText(), each -> each));
    }
}
