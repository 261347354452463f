package dev.imprimatur.system;

import dev.imprimatur.debian.DebianPackages;
import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real registry that has the referrers API: go-containerregistry's, compiled from packages of Debian. */
final class ReferrersRegistry implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/resources/registry/main.go");

    private final int port;
    private final Process process;

    private ReferrersRegistry(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param folder where the program is kept for the next time
     * @throws IOException if the packages cannot be had
     */
    static ReferrersRegistry start(Path folder) throws IOException, InterruptedException, StartFailure {
        Path program = program(folder);
        int port = Ports.anyFree();
        Process process = new ProcessBuilder(program.toString(), "localhost:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        ReferrersRegistry registry = new ReferrersRegistry(port, process);
        registry.awaitListening();
        return registry;
    }

    /**
     * The program, compiled unless the folder has it.
     *
     * @throws IOException if the packages cannot be had
     */
    static Path program(Path folder) throws IOException, InterruptedException {
        Path program = folder.resolve("referrers-registry").toAbsolutePath();
        if (!Files.exists(program)) {
            compile(folder, program);
        }
        return program;
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

    private void awaitListening() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < until && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getByName("localhost"), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        close();
        throw new IllegalStateException("the registry with the referrers API did not start");
    }

    /** Its address. */
    Registry registry() {
        return Registry.parse("localhost:" + port);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
