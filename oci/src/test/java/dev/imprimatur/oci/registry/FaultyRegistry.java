package dev.imprimatur.oci.registry;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry that answers as a test says. */
abstract class FaultyRegistry {
    static final RegistryClientSettings QUICK = new RegistryClientSettings(
            3, Duration.ofSeconds(1), Duration.ofSeconds(1), 1_000_000, Duration.ofMillis(1), Duration.ofSeconds(2));
    static final String MANIFEST = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\"}";
    static final Digest DIGEST = Digest.of(MANIFEST.getBytes(StandardCharsets.UTF_8));
    final ScriptedRegistry server = new ScriptedRegistry();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    static void manifest(HttpExchange exchange, Digest said) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", MediaType.OCI_MANIFEST + "; charset=utf-8");
        exchange.getResponseHeaders().add("Docker-Content-Digest", said.value());
        exchange.sendResponseHeaders(200, MANIFEST.length());
        exchange.getResponseBody().write(MANIFEST.getBytes(StandardCharsets.UTF_8));
    }

    RegistryClient client() {
        return new RegistryClient(QUICK, new DockerConfig(folder.resolve("config.json"), "", Duration.ofSeconds(1)));
    }

    RepositoryReference node() {
        return new RepositoryReference(server.registry(), new Repository("node"));
    }

    ImageReference image() {
        return new Repository("node").tag("22").in(server.registry());
    }
}
