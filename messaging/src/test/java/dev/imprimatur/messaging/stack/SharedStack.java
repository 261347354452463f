package dev.imprimatur.messaging.stack;

import dev.imprimatur.fixture.ClassData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * The one local-stack of this JVM, a process that ends with it. Each application under test finds it empty, so none
 * sees what the one before it left.
 *
 * @param kafka address of its broker
 * @param postgres its database: server and name
 */
record SharedStack(String kafka, String postgres) {
    /** Quarkus loads test resources once for each application; properties are what these classes share. */
    private static final String KAFKA = "imprimatur.test.local-stack.kafka";

    private static final String POSTGRES = "imprimatur.test.local-stack.postgres";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** The running one, or one that is started now. */
    static SharedStack get() {
        if (System.getProperty(KAFKA) == null) {
            start();
        }
        return new SharedStack(System.getProperty(KAFKA), System.getProperty(POSTGRES));
    }

    private static void start() {
        Path target = Path.of(System.getProperty("imprimatur.root", "..")).resolve("local-stack/target");
        try {
            Path home = Files.createTempDirectory("imprimatur-test");
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC"));
            command.addAll(ClassData.options("local-stack"));
            command.addAll(List.of(
                    "-cp",
                    target + "/*:" + target + "/lib/*",
                    "dev.imprimatur.localstack.LocalStack",
                    "--home",
                    home.toString(),
                    "--programs",
                    target.toString(),
                    "--kafka-port",
                    "0",
                    "--postgres-port",
                    "0",
                    "--until-stdin-closes"));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // The hook also keeps the process's pipes from being collected, which would end it.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.destroy();
                process.onExit().join();
                Folders.remove(home);
            }));
            Map<String, String> said = said(process.inputReader());
            System.setProperty(KAFKA, said.get("IMPRIMATUR_KAFKA"));
            System.setProperty(POSTGRES, said.get("IMPRIMATUR_POSTGRES"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> said(BufferedReader output) throws IOException {
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
        return said;
    }

    /** Removes every schema of the services, with all that is in it. */
    void removeSchemas() {
        Properties login = new Properties();
        login.put("user", "imprimatur");
        login.put("password", "imprimatur");
        try (Connection connection = new org.postgresql.Driver().connect(database(), login);
                Statement statement = connection.createStatement()) {
            List<String> schemas = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("select nspname from pg_namespace"
                    + " where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')")) {
                while (rows.next()) {
                    schemas.add(rows.getString(1));
                }
            }
            for (String schema : schemas) {
                statement.execute("drop schema \"" + schema + "\" cascade");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The database's JDBC address, without parameters. */
    String database() {
        return "jdbc:postgresql://" + postgres;
    }

    /** Removes every topic, with what it holds and what groups have read of it. */
    void removeTopics() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            Set<String> topics = admin.listTopics().names().get(20, TimeUnit.SECONDS);
            admin.deleteTopics(topics).all().get(20, TimeUnit.SECONDS);
            long until = System.nanoTime() + LIMIT.toNanos();
            while (!admin.listTopics().names().get(20, TimeUnit.SECONDS).isEmpty()) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("topics are still there " + LIMIT + " after they were removed");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
