package dev.imprimatur.system;

import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import dev.imprimatur.messaging.container.ContainerEngine;
import dev.imprimatur.messaging.stack.Folders;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.oci.Registry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docker-compose.yml} as a project on ports of its own, and the commands of the local Compose v2 for it. */
final class ComposeProject {
    /** How Compose labels all that belongs to a project. */
    static final String LABEL = "com.docker.compose.project";
    /** Our own services. */
    static final List<String> SERVICES = List.of("renderer", "builder", "tester", "publisher", "console");

    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final Path FOLDER = Path.of("target/containers");
    private static final String[] BESIDE_JAVA = {"postgres", "kafka", "registry", "dind", "cli"};

    private final Map<String, String> environment = new HashMap<>();
    private final List<File> files;

    /** With this catalogue; settings are variables of the environment, {@code DOCKER_HOST} for example. */
    ComposeProject(Path catalog, Map<String, String> settings) throws IOException, StartFailure {
        for (String port : List.of("KAFKA", "PRODUCTION", "STAGING", "CONSOLE")) {
            environment.put("IMPRIMATUR_" + port + "_PORT", String.valueOf(Ports.anyFree()));
        }
        environment.put("IMPRIMATUR_CATALOG", catalog.toString());
        environment.putAll(settings);
        if (Script.program(LIMIT, "docker", "compose", "version").exitCode() != 0) {
            environment.put("DOCKER_CONFIG", withPlugin().toString());
        }
        files = new ArrayList<>(
                List.of(Script.ROOT.resolve("docker-compose.yml").toFile()));
        if (!canBePrivileged()) {
            files.add(Script.ROOT.resolve("deploy/compose/unprivileged.yml").toFile());
        }
        environment.put("COMPOSE_FILE", files.stream().map(File::toString).collect(Collectors.joining(":")));
    }

    /** Makes the images that it runs on the usual engine, if they are missing or outdated. */
    static void provideImages() {
        ContainerEngine.provide("jre");
        // Both spend their time on fetching packages.
        CompletableFuture<Void> services = CompletableFuture.runAsync(() -> ContainerEngine.provideServices(
                SERVICES.stream().map(service -> service + "-service").toArray(String[]::new)));
        ContainerEngine.provide(BESIDE_JAVA);
        services.join();
    }

    /** What Compose is to know. */
    Map<String, String> environment() {
        return environment;
    }

    /** The files that it consists of. */
    List<File> files() {
        return files;
    }

    /** Gives it the name under which it runs. */
    void runsAs(String name) {
        environment.put("COMPOSE_PROJECT_NAME", name);
    }

    /** What a command of Compose says, which has to succeed. */
    String ok(String... arguments) {
        return program(Stream.concat(Stream.of("docker", "compose"), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    /** What a command says in a container of this service. */
    String in(String service, String... command) {
        return ok(Stream.concat(Stream.of("exec", "--no-TTY", service), Arrays.stream(command))
                .toArray(String[]::new));
    }

    /** How each service's container is, as {@code docker ps} says it. */
    Map<String, String> statuses() {
        return byService(program(
                "docker", "ps", "--all", filter(), "--format={{.Label \"com.docker.compose.service\"}}\t{{.Status}}"));
    }

    /** When each service's container was last started. */
    Map<String, Instant> startedAt() {
        return states("{{.State.StartedAt}}").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Instant.parse(entry.getValue())));
    }

    /** How often the engine has started each service's container again, since that had ended. */
    Map<String, Integer> restarts() {
        return states("{{.RestartCount}}").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Integer.valueOf(entry.getValue())));
    }

    private Map<String, String> states(String format) {
        Stream<String> containers =
                program("docker", "ps", "--all", "--quiet", filter()).lines();
        return byService(program(Stream.concat(
                        Stream.of(
                                "docker",
                                "inspect",
                                "--format={{index .Config.Labels \"com.docker.compose.service\"}}\t" + format),
                        containers)
                .toArray(String[]::new)));
    }

    private static Map<String, String> byService(String lines) {
        return lines.lines()
                .map(line -> line.split("\t", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** Containers, volumes and networks that are there now. */
    List<String> parts() {
        return Stream.of(
                        program("docker", "ps", "--all", "--quiet", filter()),
                        program("docker", "volume", "ls", "--quiet", filter()),
                        program("docker", "network", "ls", "--quiet", filter()))
                .flatMap(String::lines)
                .toList();
    }

    /** Keeps what all containers said as a file of this name. */
    void keepLogs(String name) throws IOException {
        Files.writeString(Files.createDirectories(FOLDER).resolve(name), ok("logs", "--no-color", "--timestamps"));
    }

    /** A view of its broker, from outside. */
    Kafka kafka() {
        return new Kafka("localhost:" + environment.get("IMPRIMATUR_KAFKA_PORT"));
    }

    /** Its production registry, from outside. */
    Registry production() {
        return Registry.parse("localhost:" + environment.get("IMPRIMATUR_PRODUCTION_PORT"));
    }

    /** Where its console answers, from outside. */
    String console() {
        return "http://localhost:" + environment.get("IMPRIMATUR_CONSOLE_PORT");
    }

    private String filter() {
        return "--filter=label=" + LABEL + "=" + environment.get("COMPOSE_PROJECT_NAME");
    }

    private String program(String... command) {
        Script.Result result = Script.program(LIMIT, environment, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output() + result.errors());
        }
        return result.output();
    }

    /** A client's configuration with Compose as its plugin, where it is in PATH alone. */
    private static Path withPlugin() throws IOException {
        Path plugin = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "docker-compose"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "neither docker compose nor docker-compose runs: ./imprimatur test installs it"));
        Path configuration = FOLDER.resolve("docker").toAbsolutePath();
        Folders.remove(configuration);
        Files.createSymbolicLink(
                Files.createDirectories(configuration.resolve("cli-plugins")).resolve("docker-compose"), plugin);
        return configuration;
    }

    private static boolean canBePrivileged() {
        return Script.program(LIMIT, "docker", "run", "--rm", "--privileged", "--entrypoint=true", "docker:28-cli")
                        .exitCode()
                == 0;
    }
}
