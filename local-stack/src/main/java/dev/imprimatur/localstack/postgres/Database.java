package dev.imprimatur.localstack.postgres;

import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running PostgreSQL server. */
public final class Database implements AutoCloseable {

    /** Recovery after a crash of the machine may take its time. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "localhost",
            "unix_socket_directories", "",
            "max_connections", "200",
            "fsync", "on",
            "synchronous_commit", "on",
            "timezone", "UTC",
            "log_timezone", "UTC");

    private final Process server;

    private Database(Process server) {
        this.server = server;
    }

    /**
     * Stops a server that outlived the process which had started it, so that its port and data are free again.
     *
     * @param folder the folder that {@link #start} gets
     * @throws StartFailure if it does not stop
     */
    public static void stopOrphan(Path folder) throws StartFailure, IOException, InterruptedException {
        Path data = folder.resolve(Cluster.FOLDER);
        Optional<Postmaster> orphan = Postmaster.read(data).filter(postmaster -> postmaster.worksIn(data));
        if (orphan.isEmpty()) {
            return;
        }
        orphan.get().interrupt();
        if (!orphan.get().awaitEnd(STOP_LIMIT)) {
            throw new StartFailure(
                    StartFailure.FAILED,
                    "PostgreSQL of an earlier start still runs in %s and does not stop: end process %d"
                            .formatted(data, orphan.get().pid()));
        }
    }

    /**
     * Starts the server and returns when it takes connections.
     *
     * @param programs keeps the programs; the first start that finds none unpacks them
     * @param folder keeps data and log; the first start fills it
     * @param port port on the loopback interface, known to be free
     * @param services the login of services, if they have one
     * @throws StartFailure if it does not start
     */
    public static Database start(Path programs, Path folder, int port, Optional<ServicesLogin> services)
            throws StartFailure, IOException, InterruptedException {
        return start(programs, folder, port, services, ServerAccount.current());
    }

    static Database start(Path unpacked, Path folder, int port, Optional<ServicesLogin> services, ServerAccount account)
            throws StartFailure, IOException, InterruptedException {
        Files.createDirectories(folder);
        Programs programs = Programs.unpack(Files.createDirectories(unpacked));
        Cluster cluster = Cluster.in(folder, programs, account);
        if (services.isPresent()) {
            cluster.admit(services.get(), programs, account);
        }
        Path log = folder.resolve("server.log");
        // Appended to, so that it can be cut while the server writes; it is of this start alone.
        Files.deleteIfExists(log);
        Process server = new ProcessBuilder(
                        account.command(command(programs, cluster, port).toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        awaitReady(server, cluster, log);
        return new Database(server);
    }

    private static List<String> command(Programs programs, Cluster cluster, int port) {
        List<String> command = new ArrayList<>(List.of(programs.program("postgres")));
        command.addAll(List.of("-D", cluster.folder().toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return command;
    }

    private static void awaitReady(Process server, Cluster cluster, Path log)
            throws StartFailure, IOException, InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (Postmaster.read(cluster.folder())
                .filter(postmaster -> postmaster.pid() == server.pid() && postmaster.ready())
                .isEmpty()) {
            boolean ended = server.waitFor(20, TimeUnit.MILLISECONDS);
            if (ended || Instant.now().isAfter(limit)) {
                server.destroyForcibly();
                throw new StartFailure(
                        StartFailure.FAILED,
                        "PostgreSQL %s; its log %s says:%n%s"
                                .formatted(
                                        ended ? "ended while starting" : "was not ready within " + START_LIMIT,
                                        log,
                                        Files.readString(log)));
            }
        }
    }

    /** Completes when the server has stopped, for whatever reason. */
    public CompletableFuture<Process> stopped() {
        return server.onExit();
    }

    /** Stops the server without waiting for its clients; what they have committed stays. */
    @Override
    public void close() throws IOException, InterruptedException {
        new Postmaster(server.pid(), true).interrupt();
        if (!server.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            server.destroyForcibly();
        }
    }
}
