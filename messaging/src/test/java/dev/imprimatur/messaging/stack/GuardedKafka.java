package dev.imprimatur.messaging.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** A broker of its own that asks for rights: a user without a rule of a topic may do everything there. */
public class GuardedKafka implements QuarkusTestResourceLifecycleManager {
    private static final Path PROGRAMS =
            Path.of(System.getProperty("imprimatur.root", "..")).resolve("local-stack/target/lib");

    private Path home;
    private Process broker;

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("guarded-kafka");
            int port = freePort();
            Path settings = Files.writeString(home.resolve("server.properties"), settings(port, freePort()));
            run("kafka.tools.StorageTool", "format", "-t", "Z3VhcmRlZC1rYWZrYS10ZQ", "-c", settings.toString())
                    .onExit()
                    .join();
            broker = run("kafka.Kafka", settings.toString());
            awaitAnswer("localhost:" + port);
            return Map.of("kafka.bootstrap.servers", "localhost:" + port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitAnswer(String address) {
        Map<String, Object> patient = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                address,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                120_000);
        try (Admin admin = Admin.create(patient)) {
            admin.describeCluster().nodes().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** After the one that gives a broker without rules. */
    @Override
    public int order() {
        return 1;
    }

    private String settings(int port, int controllerPort) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%2$d
                listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                log.cleaner.dedupe.buffer.size=4194304
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.io.buffer.size=131072
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                allow.everyone.if.no.acl.found=true
                """.formatted(port, controllerPort, home.resolve("data"));
    }

    private Process run(String program, String... arguments) throws IOException {
        List<String> java = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                PROGRAMS + "/*",
                program);
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("output.log").toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {
        broker.destroy();
        broker.onExit().join();
        Folders.remove(home);
    }
}
