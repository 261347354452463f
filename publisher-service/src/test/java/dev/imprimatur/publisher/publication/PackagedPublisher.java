package dev.imprimatur.publisher.publication;

import dev.imprimatur.fixture.ClassData;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.approval.TestKeys;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged publisher as a process, which is killed and started again. */
final class PackagedPublisher {
    private static final Path KEYS = Path.of("target/test-keys").toAbsolutePath();

    private final Map<String, String> settings;
    private volatile Process process;

    /**
     * Starts it.
     *
     * @param addresses the local stack's
     */
    PackagedPublisher(Map<String, String> addresses, Registry staging, Registry production, Registry mirror) {
        settings = Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", addresses.get("kafka.bootstrap.servers")),
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", addresses.get("quarkus.datasource.jdbc.url")),
                Map.entry("QUARKUS_HTTP_PORT", "0"),
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("IMPRIMATUR_PUBLISHER_STAGING", staging.host()),
                Map.entry("IMPRIMATUR_PUBLISHER_PRODUCTION", production.host()),
                Map.entry("IMPRIMATUR_PUBLISHER_MIRRORS", mirror.host()),
                Map.entry("IMPRIMATUR_TRUST_KEYS", TestKeys.trusted().toString()),
                Map.entry("IMPRIMATUR_ORDER_KEYS", KEYS.resolve("renderers").toString()),
                Map.entry(
                        "IMPRIMATUR_SIGNING_KEY_FILE",
                        KEYS.resolve("publisher.pem").toString()),
                Map.entry(
                        "IMPRIMATUR_SIGNING_TRUST_FOLDER",
                        KEYS.resolve("publishers").toString()),
                Map.entry("IMPRIMATUR_MESSAGING_WORK_HEARTBEAT_INTERVAL", "500ms"));
        start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** By kill -9; returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again. */
    void start() {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(ClassData.options("publisher"));
        command.addAll(List.of(
                "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(settings);
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/publisher-killed.log")))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
