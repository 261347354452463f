package dev.imprimatur.system;

import dev.imprimatur.messaging.container.ContainerEngine;
import dev.imprimatur.oci.Registry;
import java.time.Duration;
import java.util.Map;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.HttpWaitStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** Registries of release 2.8, the most widespread one, in containers: as it is, and as others configure it. */
final class PlainRegistry implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PORT = 5000;

    private final GenericContainer<?> container;
    private final String host;

    private PlainRegistry(GenericContainer<?> container, String host) {
        this.container = container;
        this.host = host;
    }

    /** One without TLS that lets everyone in. */
    static PlainRegistry start() {
        return start("2.8", "http: {addr: \":5000\"}\n", Map.of(), "localhost", Wait.forHttp("/v2/"));
    }

    /** One that sends who reads a blob to another host. */
    static PlainRegistry redirecting(BlobHost blobs) {
        String configuration =
                "http: {addr: \":5000\"}\nmiddleware: {storage: [{name: redirect, options: {baseurl: \"%s\"}}]}\n"
                        .formatted(blobs.address());
        return start("redirecting", configuration, Map.of(), "localhost", Wait.forHttp("/v2/"), blobs);
    }

    /** One with TLS of an authority of its own, which lets in who has the one login. */
    static PlainRegistry locked(Lock lock) {
        String configuration = """
                http: {addr: ":5000", tls: {certificate: /tls.crt, key: /tls.key}}
                auth: {htpasswd: {realm: test, path: /htpasswd}}
                """;
        HttpWaitStrategy wait = Wait.forHttps("/v2/").allowInsecure().forStatusCode(401);
        return start("with-tls-and-login", configuration, lock.files(), lock.host(), wait);
    }

    private static PlainRegistry start(
            String name,
            String configuration,
            Map<String, String> files,
            String host,
            HttpWaitStrategy wait,
            BlobHost... blobs) {
        ContainerEngine.agreeOnVersion();
        ContainerEngine.provide("registry-2");
        String whole = "version: 0.1\nstorage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}\n"
                        .formatted(BlobHost.FOLDER)
                + configuration;
        GenericContainer<?> container = ContainerEngine.ours(new GenericContainer<>("registry:2"), "registry-" + name)
                .withCopyToContainer(Transferable.of(whole), "/registry-of-test.yml")
                .withCommand("/registry-of-test.yml")
                .withExposedPorts(PORT)
                .waitingFor(wait.forPort(PORT).withStartupTimeout(LIMIT));
        files.forEach((path, content) -> container.withCopyToContainer(Transferable.of(content), path));
        for (BlobHost each : blobs) {
            container.withVolumesFrom(each.container(), BindMode.READ_WRITE);
        }
        container.start();
        return new PlainRegistry(container, host);
    }

    /** Its address. */
    Registry registry() {
        return Registry.parse(host + ":" + container.getMappedPort(PORT));
    }

    @Override
    public void close() {
        container.stop();
    }
}
