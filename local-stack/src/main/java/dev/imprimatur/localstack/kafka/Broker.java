package dev.imprimatur.localstack.kafka;

import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A running Kafka broker. */
public final class Broker implements AutoCloseable {

    private final KafkaRaftServer server;

    private Broker(KafkaRaftServer server) {
        this.server = server;
    }

    /**
     * Starts the broker and returns when it takes requests.
     *
     * @param data folder of its logs, formatted at the first start
     * @param port port on the loopback interface, known to be free
     * @param users who may do what; without them every client may do everything
     * @throws StartFailure if it does not start
     */
    public static Broker start(Path data, int port, Optional<Users> users) throws StartFailure {
        try {
            format(data);
            Map<String, String> settings = BrokerSettings.of(data, port, Ports.anyFree());
            if (users.isPresent()) {
                users.get().write();
                settings.putAll(users.get().settings(settings));
            }
            var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            server.startup();
            if (users.isPresent()) {
                users.get().apply();
            }
            return new Broker(server);
        } catch (StartFailure e) {
            throw e;
        } catch (Exception e) {
            throw new StartFailure(
                    StartFailure.FAILED,
                    "Kafka does not start on the data in %s: %s. If that data may go, delete the folder"
                            .formatted(data, e));
        }
    }

    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerSettings.NODE)
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .run();
    }

    /** Completes when the broker has stopped, for whatever reason. */
    public CompletableFuture<Void> stopped() {
        return CompletableFuture.runAsync(server::awaitShutdown, Thread.ofVirtual()::start);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
