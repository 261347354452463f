package dev.imprimatur.messaging.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The local-stack's database behind a port. Its host can vanish: sessions end, and their clients hear nothing of that;
 * new connections find it again, as they do after a failover.
 */
public class VanishingDatabase implements QuarkusTestResourceLifecycleManager {
    private final Set<Socket> sessions = ConcurrentHashMap.newKeySet();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> deserted = ConcurrentHashMap.newKeySet();
    private String schema;
    private ServerSocket listening;

    @Override
    public void init(Map<String, String> arguments) {
        schema = arguments.get("schema");
    }

    @Override
    public Map<String, String> start() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
        return Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://localhost:" + listening.getLocalPort() + "/imprimatur?currentSchema=" + schema,
                // Seconds, so that a test does not take minutes.
                "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout",
                "3");
    }

    /** After the one that gives the database's own port. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(VanishingDatabase.class));
    }

    /** Ends every session, and says so to no client. */
    public void vanish() {
        deserted.addAll(clients);
        sessions.forEach(VanishingDatabase::close);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                pass(listening.accept());
            } catch (IOException e) {
                // The port is closed, or the database is: the next connection tells.
            }
        }
    }

    private void pass(Socket client) throws IOException {
        String[] address = SharedStack.get().postgres().replaceFirst("/.*", "").split(":");
        Socket session = new Socket(address[0], Integer.parseInt(address[1]));
        clients.add(client);
        sessions.add(session);
        Thread.ofVirtual().start(() -> copy(client, session, client));
        Thread.ofVirtual().start(() -> copy(session, client, client));
    }

    private void copy(Socket from, Socket to, Socket client) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and with it the other, unless the database's host is.
        }
        if (!deserted.contains(client)) {
            close(from);
            close(to);
        }
    }

    private static void close(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        close(listening);
        clients.forEach(VanishingDatabase::close);
        sessions.forEach(VanishingDatabase::close);
    }
}
