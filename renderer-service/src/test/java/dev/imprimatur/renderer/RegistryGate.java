package dev.imprimatur.renderer;

import dev.imprimatur.fixture.Surroundings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;

/** A gate before the real staging registry: while {@link #CLOSED} is true, every connection is cut. */
public class RegistryGate implements QuarkusTestResourceLifecycleManager {
    /** The property; properties are what a test and its resources share. */
    public static final String CLOSED = "imprimatur.test.registry-gate.closed";

    private ServerSocket server;

    @Override
    public int order() {
        return 1;
    }

    @Override
    public Map<String, String> start() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("registry-gate").start(this::accept);
        return Map.of(
                "imprimatur.renderer.upstream",
                "localhost:" + server.getLocalPort() + "/renderer-test",
                "imprimatur.places.check-interval",
                "200ms");
    }

    private void accept() {
        String[] registry = Surroundings.required("IMPRIMATUR_STAGING").split(":");
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (Boolean.getBoolean(CLOSED)) {
                    client.close();
                    continue;
                }
                Socket target = new Socket(registry[0], Integer.parseInt(registry[1]));
                Thread.ofVirtual().start(() -> copy(client, target));
                Thread.ofVirtual().start(() -> copy(target, client));
            } catch (IOException e) {
                // The gate was closed for good, or the registry is down: the next connection tells.
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            byte[] piece = new byte[8192];
            for (int read = from.getInputStream().read(piece);
                    read >= 0;
                    read = from.getInputStream().read(piece)) {
                if (Boolean.getBoolean(CLOSED)) {
                    return;
                }
                to.getOutputStream().write(piece, 0, read);
            }
        } catch (IOException e) {
            // The other end is closed with this one.
        }
    }

    @Override
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
