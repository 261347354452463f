package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docker-compose.yml} promises of each of its parts that stay. */
class ComposeTest {
    private static final Set<String> SERVICES = Set.of("renderer", "builder", "tester", "publisher", "console");
    private static final String[] ENDING = {"kafka-logins", "kafka-rules", "peer-secret"};
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final Pattern KEYS = Pattern.compile("([\\w-]+):/keys/\\w+");
    private static final Pattern BACKED_UP = Pattern.compile("-v imprimatur_(\\w+):/keys/\\w+(:ro)?");
    private static final Pattern RESTORED = Pattern.compile(
            "&& docker compose exec -T postgres pg_restore([^&`]*)< imprimatur.dump && docker compose ([^`]*?)(?= ```)");
    /** Another one is made where it is lost: docs/operating/backup.md. */
    private static final Set<String> MADE_AGAIN = Set.of("peers", "console-token");

    private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z_]+)(?::-[^}]*)?}");
    /** The value of a setting without its name. */
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{:-([0-9]+)}");
    /** Of each of its commands, unless set: docs/operating/engines.md. */
    private static final int PROCESSES_OF_A_BUILD = 4096;

    private static JsonNode compose;

    @BeforeAll
    static void read() throws IOException {
        compose = read("docker-compose.yml");
    }

    private static JsonNode read(String file) throws IOException {
        return new YAMLMapper().readTree(ROOT.resolve(file).toFile());
    }

    /** What ends after its work is the only exception. */
    @Test
    void everythingComesBackAfterAReboot() {
        assertThat(compose.at("/x-stays/restart").asText()).isEqualTo("unless-stopped");
        assertThat(merged(compose.path("x-service"))).isEqualTo("stays");
        Set<String> staying = compose.path("services")
                .propertyStream()
                .filter(service -> Set.of("stays", "service").contains(merged(service.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());

        assertThat(staying)
                .containsAll(SERVICES)
                .contains("kafka", "postgres", "production", "staging", "engine", "upstream");
        assertThat(compose.path("services").propertyStream().map(Map.Entry::getKey))
                .filteredOn(service -> !staying.contains(service))
                .containsExactlyInAnyOrder(ENDING);
    }

    /** Else {@code up --wait} takes its end for a failure. */
    @Test
    void whatEndsIsWaitedForByWhatNeedsIt() {
        List<String> waitedFor = Stream.concat(
                        Stream.of(compose.path("x-service")),
                        compose.path("services").valueStream())
                .flatMap(service -> service.path("depends_on").propertyStream())
                .filter(needed -> needed.getValue().path("condition").asText().equals("service_completed_successfully"))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(waitedFor).contains(ENDING);
    }

    /** Where it was killed its container has what the last one left. */
    @Test
    void theEngineTakesNoOtherProcessForItsContainerd() {
        assertThat(compose.at("/services/engine/entrypoint").toString())
                .contains("rm -f /var/run/docker/containerd/containerd.pid\\nexec");
    }

    @Test
    void logsHaveAnEnd() {
        assertThat(compose.at("/x-logging/options/max-size").asText()).isEqualTo("10m");
        assertThat(compose.at("/x-stays/logging").asText()).isEqualTo("logging");
    }

    /**
     * A builder stops within its grace, 5 s, and 15 s more; a broker that is killed instead checks its log at the next
     * start, and a database replays its own.
     */
    @Test
    void whatStaysHasTimeToStop() {
        assertThat(compose.at("/x-stays/stop_grace_period").asText()).isEqualTo("40s");
        assertThat(compose.path("services").propertyStream())
                .allSatisfy(service -> assertThat(service.getValue().has("stop_grace_period"))
                        .as(service.getKey())
                        .isFalse());
    }

    @Test
    void upWaitsForWhatIsReadyAndNoCheckStartsAJvm() {
        assertThat(compose.at("/x-service/healthcheck/test").toString()).contains("bash", "/q/health/ready");
        assertThat(compose.at("/services/kafka/healthcheck/test").toString())
                .isEqualTo("[\"CMD\",\"bash\",\"-c\",\"</dev/tcp/kafka/9092\"]");
    }

    /** Else {@code up --wait} takes one that hangs for one that is ready. */
    @Test
    void whatStaysHasAHealthCheck() {
        assertThat(compose.path("services").propertyStream())
                .filteredOn(service -> merged(service.getValue()).equals("stays"))
                .hasSizeGreaterThan(5)
                .allSatisfy(service -> assertThat(service.getValue().has("healthcheck"))
                        .as(service.getKey())
                        .isTrue());
        assertThat(List.of("production", "staging"))
                .allSatisfy(registry -> assertThat(compose.at("/services/" + registry + "/healthcheck")
                                .asText())
                        .isEqualTo("registry-health"));
    }

    /** By the shell of this machine, which has the one program or the other. */
    @Test
    void aRegistryThatHangsOrFailsIsNotHealthy() throws Exception {
        String check = compose.at("/x-registry-health/test/3").asText();

        assertThat(healthy(check, "HTTP/1.1 200 OK")).isTrue();
        assertThat(healthy(check, "HTTP/1.1 503 Service Unavailable")).isFalse();
        // Docker ends a check after its time-out.
        assertThat(healthy(check, null)).isFalse();
        assertThat(healthy(check.replace("wget ", "no-such-program "), "HTTP/1.1 200 OK"))
                .isTrue();
        assertThat(healthy(check.replace("wget ", "no-such-program "), "HTTP/1.1 503 Service Unavailable"))
                .isFalse();
    }

    /**
     * While the official image makes the database, a server that listens on the socket alone answers, and then ends.
     */
    @Test
    void theDatabaseIsHealthyOnceItListensForOthers() {
        assertThat(compose.at("/services/postgres/healthcheck/test")
                        .valueStream()
                        .map(JsonNode::asText))
                .containsSubsequence("pg_isready", "-h", "127.0.0.1")
                .containsSubsequence(
                        "-d",
                        compose.at("/services/postgres/environment/POSTGRES_DB").asText());
    }

    /** On a part of a database services would begin from what it lacks. */
    @Test
    void noServiceStartsOnADatabaseThatIsRestoredInPart() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operating/backup.md")).replaceAll("\\s+", " ");

        assertThat(RESTORED.matcher(page).results().map(step -> step.group(2)))
                .containsExactly("start renderer builder tester publisher console", "up -d --scale builder=3");
        assertThat(RESTORED.matcher(page).results().map(step -> step.group(1)))
                .allMatch(options -> options.contains(" --exit-on-error --single-transaction "));
    }

    private static boolean healthy(String check, String answer) throws Exception {
        try (ServerSocket registry = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!registry.isClosed()) {
                    try (Socket asked = registry.accept()) {
                        if (answer == null) {
                            asked.getInputStream().transferTo(OutputStream.nullOutputStream());
                        } else {
                            asked.getInputStream().read(new byte[1024]);
                            asked.getOutputStream()
                                    .write((answer + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                        }
                    } catch (IOException e) {
                        // What asked has gone.
                    }
                }
            });
            String here = check.replace("5000", String.valueOf(registry.getLocalPort()));
            ProcessBuilder builder = new ProcessBuilder("timeout", "2", "sh", "-c", here)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("no_proxy", "127.0.0.1");
            return builder.start().waitFor() == 0;
        }
    }

    /** Revisions that are too old, and what was decided on in staging, are deleted. */
    @Test
    void bothRegistriesLetImagesBeDeleted() {
        assertThat(List.of("production", "staging"))
                .allSatisfy(registry -> assertThat(
                                compose.at("/services/" + registry + "/environment/REGISTRY_STORAGE_DELETE_ENABLED")
                                        .asText())
                        .isEqualTo("true"));
    }

    /** A variable that no service is given is a setting that does nothing. */
    @ParameterizedTest
    @CsvSource({
        "publisher, imprimatur.revisions.keep",
        "publisher, imprimatur.revisions.keep-for",
        "publisher, imprimatur.drift.rule",
        "console, imprimatur.console.oidc.url",
        "console, imprimatur.console.oidc.client",
        "console, imprimatur.console.oidc.audience",
        "console, imprimatur.console.oidc.roles-claim",
        "console, imprimatur.console.oidc.session",
    })
    void settingsReachTheirService(String service, String key) {
        String name = key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");

        assertThat(compose.at("/services/" + service + "/environment/" + name).asText())
                .startsWith("${" + name + ":-");
    }

    /** Compose mounts nothing where no file is named. */
    @Test
    void theProvidersSecretIsMountedWhereOneIsGiven() {
        JsonNode console = compose.at("/services/console");

        assertThat(console.at("/environment/IMPRIMATUR_CONSOLE_OIDC_SECRET_FILE")
                        .asText())
                .isEqualTo("${IMPRIMATUR_CONSOLE_OIDC_SECRET:+/keys/provider/secret}");
        assertThat(Manifests.stream(console.path("volumes")).map(JsonNode::asText))
                .contains("${IMPRIMATUR_CONSOLE_OIDC_SECRET:-/dev/null}:/keys/provider/secret:ro");
    }

    /** A key that is lost makes what it signed worthless. */
    @Test
    void theDocumentedBackupHasEveryKeyThatAServiceMakes() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operating/backup.md"));
        Set<String> made = compose.path("services")
                .valueStream()
                .flatMap(service -> service.path("volumes").valueStream())
                .flatMap(volume -> KEYS.matcher(volume.asText()).results())
                .map(volume -> volume.group(1))
                .filter(volume -> !MADE_AGAIN.contains(volume))
                .collect(Collectors.toSet());

        assertThat(made).contains("signing", "trusted");
        assertThat(backedUp(page, true)).isEqualTo(made);
        assertThat(backedUp(page, false)).as("put back").isEqualTo(made);
    }

    private static Set<String> backedUp(String page, boolean readOnly) {
        return BACKED_UP
                .matcher(page)
                .results()
                .filter(volume -> (volume.group(2) != null) == readOnly)
                .map(volume -> volume.group(1))
                .collect(Collectors.toSet());
    }

    /** What stays and has no limit of its own has that of all; none takes the machine's last memory or process. */
    @Test
    void whatStaysHasLimitsThatCanBeSet() {
        assertThat(compose.at("/x-stays/mem_limit").asText()).isEqualTo("1g");
        assertThat(compose.at("/x-stays/pids_limit").asInt()).isPositive();
        assertThat(compose.at("/x-service/mem_limit").asText()).isEqualTo("${IMPRIMATUR_SERVICE_MEMORY:-768m}");
        assertThat(compose.at("/x-service/pids_limit").asText()).isEqualTo("${IMPRIMATUR_SERVICE_PROCESSES:-2048}");
        assertThat(compose.at("/services/kafka/environment/KAFKA_HEAP_OPTS").asText())
                .isEqualTo("-Xmx512m");
    }

    /** Builder and tester do two at once each. What they all take together leaves the engine some. */
    @Test
    void theEngineOutlivesBuildsThatTakeAllTheyMay() {
        JsonNode engine = compose.at("/services/engine");
        Matcher processes =
                DEFAULT.matcher(engine.path("pids_limit").asText().replace("IMPRIMATUR_ENGINE_PROCESSES", ""));

        assertThat(processes.matches()).isTrue();
        assertThat(Integer.parseInt(processes.group(1))).isGreaterThanOrEqualTo(4 * PROCESSES_OF_A_BUILD + 1024);
        assertThat(engine.path("mem_limit").asText()).isEqualTo("${IMPRIMATUR_ENGINE_MEMORY:-8g}");
        assertThat(engine.path("memswap_limit")).isEqualTo(engine.path("mem_limit"));
        assertThat(engine.path("oom_score_adj").asInt()).isNegative();
    }

    /** A lower one than the machine's own needs a capability that there is none of. */
    @Test
    void whereNoContainerCanBePrivilegedTheEngineIsNotSpared() throws IOException {
        assertThat(read("deploy/compose/unprivileged.yml")
                        .at("/services/engine/oom_score_adj")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void eachSettingIsDocumented() throws IOException {
        String file = Files.readString(ROOT.resolve("docker-compose.yml"));
        StringBuilder pages = new StringBuilder(
                file.lines().takeWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n")));
        for (Path page : List.of(Path.of("README.md"), Path.of("docs"))) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(page))) {
                for (Path each :
                        files.filter(path -> path.toString().endsWith(".md")).toList()) {
                    pages.append(Files.readString(each));
                }
            }
        }

        assertThat(SETTING.matcher(file).results().map(setting -> setting.group(1)))
                .isNotEmpty()
                .filteredOn(setting -> pages.indexOf(setting) < 0)
                .isEmpty();
    }

    /** Merges are read as what they name. */
    private static String merged(JsonNode service) {
        return service.path("<<").asText();
    }
}
