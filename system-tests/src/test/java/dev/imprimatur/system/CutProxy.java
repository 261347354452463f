package dev.imprimatur.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes what a browser asks on to a server, until every connection is cut, in the middle of whatever goes through it.
 */
final class CutProxy implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final URI target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger seen = new AtomicInteger();
    private final String watched;

    /** In front of this server; answers with this text in them are counted. */
    CutProxy(URI target, String watched) throws IOException {
        this.target = target;
        this.watched = watched;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Where a browser reaches it. */
    String address() {
        return "http://localhost:" + server.getLocalPort();
    }

    /** How many of the answers that are counted have gone through. */
    int seen() {
        return seen.get();
    }

    /** Cuts every connection. */
    void cut() {
        open.forEach(CutProxy::quietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> pass(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void pass(Socket client) {
        try (client;
                Socket upstream = new Socket(target.getHost(), target.getPort())) {
            open.add(client);
            Thread.ofVirtual().start(() -> answers(upstream, client));
            client.getInputStream().transferTo(upstream.getOutputStream());
        } catch (IOException e) {
            // Cut.
        } finally {
            open.remove(client);
        }
    }

    private void answers(Socket upstream, Socket client) {
        byte[] buffer = new byte[BUFFER];
        try (client) {
            InputStream in = upstream.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                client.getOutputStream().write(buffer, 0, read);
                if (new String(buffer, 0, read, StandardCharsets.UTF_8).contains(watched)) {
                    seen.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
