package dev.imprimatur.messaging.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} real Kafka and real PostgreSQL of its own: local-stack as a process that ends with the
 * test. The argument {@code schema} names the service's schema.
 */
public class LocalStackResource implements QuarkusTestResourceLifecycleManager {
    private String schema;
    private Path home;
    private Process process;

    @Override
    public void init(Map<String, String> arguments) {
        schema = arguments.get("schema");
    }

    @Override
    public Map<String, String> start() {
        Path target = Path.of(System.getProperty("imprimatur.root", "..")).resolve("local-stack/target");
        try {
            home = Files.createTempDirectory("imprimatur-test");
            process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            target + "/*:" + target + "/lib/*",
                            "dev.imprimatur.localstack.LocalStack",
                            "--home",
                            home.toString(),
                            "--kafka-port",
                            "0",
                            "--postgres-port",
                            "0",
                            "--until-stdin-closes")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return configuration(process.inputReader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> configuration(BufferedReader output) throws IOException {
        Map<String, String> said = new HashMap<>();
        for (String line = output.readLine(); !"READY".equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IllegalStateException(
                        "local-stack did not start; package it first: mvn -pl local-stack package");
            }
            int equals = line.indexOf('=');
            if (equals > 0) {
                said.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
        String schemaOption = schema == null ? "" : "?currentSchema=" + schema;
        return Map.of(
                "kafka.bootstrap.servers",
                said.get("IMPRIMATUR_KAFKA"),
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://" + said.get("IMPRIMATUR_POSTGRES") + schemaOption);
    }

    @Override
    public void stop() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
            Folders.remove(home);
        }
    }
}
