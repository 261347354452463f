package dev.imprimatur.system;

import com.github.dockerjava.api.model.Volume;
import dev.imprimatur.messaging.container.ContainerEngine;
import java.net.URI;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** The other host that a registry sends its readers to: gives away the files that the registry keeps. */
final class BlobHost implements AutoCloseable {
    /** Where the registry keeps them. */
    static final String FOLDER = "/var/lib/registry";

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PORT = 8000;

    private final GenericContainer<?> container;

    private BlobHost(GenericContainer<?> container) {
        this.container = container;
    }

    static BlobHost start() {
        ContainerEngine.agreeOnVersion();
        ContainerEngine.provide("jre");
        GenericContainer<?> container = ContainerEngine.ours(
                        new GenericContainer<>("eclipse-temurin:21-jre"), "blob-host")
                // A volume without a name goes with its container.
                .withCreateContainerCmdModifier(command -> command.withVolumes(new Volume(FOLDER)))
                .withCommand("java", "-m", "jdk.httpserver", "-b", "0.0.0.0", "-p", String.valueOf(PORT), "-d", FOLDER)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/").withStartupTimeout(LIMIT));
        container.start();
        return new BlobHost(container);
    }

    /** Its address. */
    URI address() {
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
    }

    /** How many blobs it gave away. */
    long given() {
        return container
                .getLogs()
                .lines()
                .filter(line -> line.contains("\"GET /docker/registry/v2/blobs/"))
                .count();
    }

    GenericContainer<?> container() {
        return container;
    }

    @Override
    public void close() {
        container.stop();
    }
}
