package dev.imprimatur.console.access;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A port by which the console reaches Keycloak, as long as it is open. It is closed at first. */
public class Relay implements QuarkusTestResourceLifecycleManager {
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private int port;
    private ServerSocket listening;

    @Override
    public Map<String, String> start() {
        listen(0);
        port = listening.getLocalPort();
        close();
        return Keycloak.configuration(port);
    }

    /** After Keycloak. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Relay.class));
    }

    @Override
    public void stop() {
        close();
    }

    String url() {
        return Keycloak.url(port, "imprimatur");
    }

    /** A token as Keycloak issues it to who asks by this port, which is part of the issuer's name. */
    String token(String person) {
        return Keycloak.tokens(port, "imprimatur", "imprimatur", person).getString("access_token");
    }

    void open() {
        listen(port);
        ServerSocket current = listening;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket client = current.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), Keycloak.port());
                    connections.add(client);
                    connections.add(server);
                    Thread.ofVirtual().start(() -> copy(client, server));
                    Thread.ofVirtual().start(() -> copy(server, client));
                }
            } catch (IOException e) {
                // Closed: that is how it ends.
            }
        });
    }

    void close() {
        try {
            listening.close();
            for (Socket socket : connections) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(int wanted) {
        try {
            listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and with it the other.
        }
    }
}
