package dev.imprimatur.publisher.registry;

import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real registry of a test's own on loopback, which can be stopped, killed and started again with what it holds. */
public final class LocalRegistry {
    private final Path folder;
    private final int port;
    private Process process;

    /** One that keeps everything in this folder; not started yet. */
    public LocalRegistry(Path folder) {
        this.folder = folder;
        try {
            this.port = Ports.anyFree();
        } catch (StartFailure e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its address. */
    public Registry registry() {
        return Registry.parse("localhost:" + port);
    }

    /** Starts it, unless it runs, and waits until it listens. */
    public void start() {
        start("");
    }

    /** Starts it so that it takes nothing. */
    public void startReadOnly() {
        start("  maintenance: {readonly: {enabled: true}}\n");
    }

    /** Starts it so that it lets in only users with a login that no client has. */
    public void startLocked() {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("htpasswd"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("auth: {htpasswd: {realm: test, path: " + folder + "/htpasswd}}\n");
    }

    private void start(String further) {
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path config = Files.writeString(folder.resolve("config.yml"), """
                    version: 0.1
                    log: {level: warn}
                    http: {addr: "localhost:%d"}
                    storage:
                      filesystem: {rootdirectory: %s/data}
                      delete: {enabled: true}
                    """.formatted(port, folder) + further);
            process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("is docker-registry installed? ./imprimatur test sees to it", e);
        }
        awaitListening();
    }

    private void awaitListening() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < until && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getByName("localhost"), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        throw new IllegalStateException("the registry did not start, see " + log());
    }

    /** Kills it as kill -9 does. */
    public void stop() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Loses all that it has; it has to be stopped. */
    public void empty() {
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps a copy of all that it has; it has to be stopped. */
    public void save() {
        copy(folder.resolve("data"), folder.resolve("saved"));
    }

    /** Goes back to what {@link #save} kept; it has to be stopped. */
    public void restore() {
        empty();
        copy(folder.resolve("saved"), folder.resolve("data"));
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets blobs of a repository, by their digests' hex. */
    public void forget(Repository of, Predicate<String> blobs) {
        Path links = folder.resolve("data/docker/registry/v2/repositories/" + of.path() + "/_layers/sha256");
        try (Stream<Path> all = Files.list(links)) {
            for (Path link : all.toList()) {
                if (blobs.test(link.getFileName().toString())) {
                    Files.delete(link.resolve("link"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The requests that it answered, in order, as its log has them: {@code PUT /v2/… HTTP/1.1" 201}. */
    public List<String> requests() {
        try {
            return Files.readAllLines(log()).stream()
                    .filter(line -> line.contains(" HTTP/1.1\" "))
                    .map(line -> line.substring(line.indexOf('"') + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("log");
    }
}
