package dev.imprimatur.system;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.imprimatur.localstack.start.StartFailure;
import dev.imprimatur.messaging.container.ContainerEngine;
import dev.imprimatur.messaging.stack.Kafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A {@link ComposeProject} that Testcontainers brings up, with our own images. */
final class ComposeStack implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final ComposeProject project;
    private final ComposeContainer compose;
    private String name;
    private Kafka kafka;
    private boolean closed;

    private ComposeStack(ComposeProject project) {
        this.project = project;
        compose = new ComposeContainer(ContainerEngine.run() + "-", project.files())
                .withEnv(project.environment())
                .withPull(false)
                .withStartupTimeout(LIMIT);
        ComposeProject.SERVICES.forEach(service -> compose.waitingFor(
                service, Wait.forLogMessage(".* started in .*", 1).withStartupTimeout(LIMIT)));
    }

    /** Brings it up on this catalogue, with one builder. Images are made if they are missing or outdated. */
    static ComposeStack on(Path catalog) throws IOException, StartFailure {
        return on(catalog, Map.of());
    }

    /** The same with settings. */
    static ComposeStack on(Path catalog, Map<String, String> settings) throws IOException, StartFailure {
        ContainerEngine.agreeOnVersion();
        ComposeProject.provideImages();
        ComposeStack stack = new ComposeStack(new ComposeProject(catalog, settings));
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
            name = compose.getContainerByServiceName("kafka")
                    .map(container ->
                            container.getContainerInfo().getConfig().getLabels().get(ComposeProject.LABEL))
                    .orElse(null);
        }
        project.runsAs(name);
        kafka = project.kafka();
    }

    /** What it runs. */
    ComposeProject project() {
        return project;
    }

    /** Its broker, from outside. */
    Kafka kafka() {
        return kafka;
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
        project.ok("up", "--detach", "--no-recreate", "--scale", service + "=" + number);
    }

    /** How often containers of a service have said that they are up. */
    long starts(String service) {
        return project.ok("logs", "--no-log-prefix", service)
                .lines()
                .filter(line -> line.contains(" started in "))
                .count();
    }

    /** Since when each of its containers has been running without a break. */
    Map<String, String> runningSince() {
        return containers().stream()
                .collect(Collectors.toMap(
                        Container::getId,
                        container -> client().inspectContainerCmd(container.getId())
                                .exec()
                                .getState()
                                .getStartedAt()));
    }

    /** Those of its containers, in all of its networks. */
    List<String> addresses() {
        return networks()
                .map(ContainerNetwork::getIpAddress)
                .filter(ComposeStack::isThere)
                .toList();
    }

    /** Those of the machine that it runs on, in all of its networks. */
    Set<String> gateways() {
        return networks()
                .map(ContainerNetwork::getGateway)
                .filter(ComposeStack::isThere)
                .collect(Collectors.toSet());
    }

    private Stream<ContainerNetwork> networks() {
        return containers().stream()
                .flatMap(container -> container.getNetworkSettings().getNetworks().values().stream());
    }

    private static boolean isThere(String address) {
        return address != null && !address.isEmpty();
    }

    private List<Container> containers() {
        return client().listContainersCmd()
                .withLabelFilter(Map.of(ComposeProject.LABEL, name))
                .exec();
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
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
        if (name != null) {
            try {
                project.keepLogs("compose.log");
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
