package dev.imprimatur.system;

import dev.imprimatur.messaging.container.ContainerEngine;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** The registry that has the referrers API, in a container. */
final class ReferrersContainer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PORT = 5000;

    private final GenericContainer<?> container;

    private ReferrersContainer(GenericContainer<?> container) {
        this.container = container;
    }

    /**
     * Starts one.
     *
     * @param folder where the program is kept for the next time
     * @throws IOException if the packages cannot be had
     */
    static ReferrersContainer start(Path folder) throws IOException, InterruptedException {
        Path program = ReferrersRegistry.program(folder);
        ContainerEngine.agreeOnVersion();
        ContainerEngine.provide("registry-2");
        // The program needs nothing of the image.
        GenericContainer<?> container = ContainerEngine.ours(
                        new GenericContainer<>("registry:2"), "registry-with-referrers-api")
                .withCopyFileToContainer(MountableFile.forHostPath(program, 0755), "/referrers-registry")
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("/referrers-registry"))
                .withCommand(":" + PORT)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/v2/").withStartupTimeout(LIMIT));
        container.start();
        return new ReferrersContainer(container);
    }

    /** Its address. */
    Registry registry() {
        return Registry.parse("localhost:" + container.getMappedPort(PORT));
    }

    @Override
    public void close() {
        container.stop();
    }
}
