package dev.imprimatur.system;

import dev.imprimatur.debian.DebianPackages;
import dev.imprimatur.messaging.container.ContainerEngine;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/**
 * A real registry that has the referrers API: go-containerregistry's, compiled from packages of Debian, in a container.
 */
final class ReferrersRegistry implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/resources/registry/main.go");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PORT = 5000;

    private final GenericContainer<?> container;

    private ReferrersRegistry(GenericContainer<?> container) {
        this.container = container;
    }

    /**
     * Starts one.
     *
     * @param folder where the program is kept for the next time
     * @throws IOException if the packages cannot be had
     */
    static ReferrersRegistry start(Path folder) throws IOException, InterruptedException {
        Path program = folder.resolve("referrers-registry").toAbsolutePath();
        if (!Files.exists(program)) {
            compile(folder, program);
        }
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
        return new ReferrersRegistry(container);
    }

    private static void compile(Path folder, Path program) throws IOException, InterruptedException {
        DebianPackages go = DebianPackages.fetch(
                folder.resolve("go"),
                "golang-1.24-go/trixie",
                "golang-1.24-src/trixie",
                "golang-github-google-go-containerregistry-dev/trixie");
        Path root = go.folder().resolve("usr/lib/go-1.24");
        ProcessBuilder build = new ProcessBuilder(
                        root.resolve("bin/go").toString(), "build", "-o", program.toString(), "main.go")
                .directory(SOURCE.toAbsolutePath().getParent().toFile())
                .redirectErrorStream(true);
        build.environment()
                .putAll(Map.of(
                        "GOROOT",
                        root.toString(),
                        "GOPATH",
                        go.folder().resolve("usr/share/gocode").toString(),
                        "GOCACHE",
                        folder.resolve("go-cache").toAbsolutePath().toString(),
                        "GO111MODULE",
                        "off",
                        "GOFLAGS",
                        "-buildvcs=false",
                        "CGO_ENABLED",
                        "0"));
        Process process = build.start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the registry with the referrers API does not compile: " + output);
        }
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
