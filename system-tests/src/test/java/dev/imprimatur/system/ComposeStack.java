package dev.imprimatur.system;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import dev.imprimatur.messaging.container.ContainerEngine;
import dev.imprimatur.messaging.stack.Folders;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.oci.Registry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** {@code docker-compose.yml} itself, run by the local Compose v2 on ports of its own, with our own images. */
final class ComposeStack implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root", ".."))
            .toAbsolutePath()
            .normalize();
    private static final Path FOLDER = Path.of("target/containers");
    private static final String PROJECT = "com.docker.compose.project";
    private static final String[] BESIDE_JAVA = {"postgres", "kafka", "registry", "dind", "cli"};
    private static final List<String> SERVICES = List.of("renderer", "builder", "tester", "publisher", "console");

    private final Map<String, String> environment = new HashMap<>();
    private final ComposeContainer compose;
    private String project;
    private Kafka kafka;
    private boolean closed;

    private ComposeStack(Path catalog) throws IOException, StartFailure {
        for (String port : List.of("KAFKA", "PRODUCTION", "STAGING", "CONSOLE")) {
            environment.put("IMPRIMATUR_" + port + "_PORT", String.valueOf(Ports.anyFree()));
        }
        environment.put("IMPRIMATUR_CATALOG", catalog.toString());
        if (Script.program(LIMIT, "docker", "compose", "version").exitCode() != 0) {
            environment.put("DOCKER_CONFIG", withPlugin().toString());
        }
        List<File> files =
                new ArrayList<>(List.of(ROOT.resolve("docker-compose.yml").toFile()));
        if (!canBePrivileged()) {
            files.add(ROOT.resolve("deploy/compose/unprivileged.yml").toFile());
        }
        environment.put("COMPOSE_FILE", files.stream().map(File::toString).collect(Collectors.joining(":")));
        compose = new ComposeContainer(ContainerEngine.run() + "-", files)
                .withEnv(environment)
                .withPull(false)
                .withStartupTimeout(LIMIT);
        SERVICES.forEach(service -> compose.waitingFor(
                service, Wait.forLogMessage(".* started in .*", 1).withStartupTimeout(LIMIT)));
    }

    /** Brings it up on this catalogue, with one builder. Images are made if they are missing or outdated. */
    static ComposeStack on(Path catalog) throws IOException, StartFailure {
        ContainerEngine.agreeOnVersion();
        ContainerEngine.provide("jre");
        // Both spend their time on fetching packages.
        CompletableFuture<Void> services = CompletableFuture.runAsync(() -> ContainerEngine.provideServices(
                SERVICES.stream().map(service -> service + "-service").toArray(String[]::new)));
        ContainerEngine.provide(BESIDE_JAVA);
        services.join();
        ComposeStack stack = new ComposeStack(catalog);
        try {
            stack.start();
            return stack;
        } catch (RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    private void start() {
        try {
            compose.start();
        } finally {
            project = compose.getContainerByServiceName("kafka")
                    .map(container ->
                            container.getContainerInfo().getConfig().getLabels().get(PROJECT))
                    .orElse(null);
        }
        environment.put("COMPOSE_PROJECT_NAME", project);
        kafka = new Kafka("localhost:" + environment.get("IMPRIMATUR_KAFKA_PORT"));
    }

    /** Its broker, from outside. */
    Kafka kafka() {
        return kafka;
    }

    /** Its production registry, from outside. */
    Registry production() {
        return Registry.parse("localhost:" + environment.get("IMPRIMATUR_PRODUCTION_PORT"));
    }

    /** Kills every container of a service, as kill -9 does. */
    void kill(String service) {
        containers().stream()
                .filter(container -> service.equals(container.getLabels().get("com.docker.compose.service")))
                .forEach(container ->
                        client().killContainerCmd(container.getId()).exec());
    }

    /** So many containers of a service: what was killed is started, what is missing added. */
    void scale(String service, int number) {
        ok("up", "--detach", "--no-recreate", "--scale", service + "=" + number);
    }

    /** How often containers of a service have said that they are up. */
    long starts(String service) {
        return ok("logs", "--no-log-prefix", service)
                .lines()
                .filter(line -> line.contains(" started in "))
                .count();
    }

    /** What a command says in a container of this service. */
    String in(String service, String... command) {
        return ok(Stream.concat(Stream.of("exec", "--no-TTY", service), Arrays.stream(command))
                .toArray(String[]::new));
    }

    /** Those of its containers, in all of its networks. */
    List<String> addresses() {
        return containers().stream()
                .flatMap(container -> container.getNetworkSettings().getNetworks().values().stream())
                .map(ContainerNetwork::getIpAddress)
                .filter(address -> address != null && !address.isEmpty())
                .toList();
    }

    /** Containers, volumes and networks that are there now. */
    List<String> parts() {
        String filter = "--filter=label=" + PROJECT + "=" + project;
        return Stream.of(
                        Script.program(LIMIT, "docker", "ps", "--all", "--quiet", filter),
                        Script.program(LIMIT, "docker", "volume", "ls", "--quiet", filter),
                        Script.program(LIMIT, "docker", "network", "ls", "--quiet", filter))
                .flatMap(result -> result.output().lines())
                .toList();
    }

    private String ok(String... arguments) {
        String[] command = Stream.concat(Stream.of("docker", "compose"), Arrays.stream(arguments))
                .toArray(String[]::new);
        Script.Result result = Script.program(LIMIT, environment, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output() + result.errors());
        }
        return result.output();
    }

    private List<Container> containers() {
        return client().listContainersCmd()
                .withLabelFilter(Map.of(PROJECT, project))
                .exec();
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
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

    /** Takes everything down, its volumes too. What the containers said stays, in {@code target/containers}. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (kafka != null) {
            kafka.close();
        }
        if (project != null) {
            try {
                Files.writeString(
                        Files.createDirectories(FOLDER).resolve("compose.log"),
                        ok("logs", "--no-color", "--timestamps"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            // A graceful stop is for what is to go on later.
            containers()
                    .forEach(container ->
                            client().killContainerCmd(container.getId()).exec());
        }
        compose.stop();
    }
}
