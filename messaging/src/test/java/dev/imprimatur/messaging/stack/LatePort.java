package dev.imprimatur.messaging.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port of a server that is not there yet: it closes its first connections, lets the next ones wait, and then passes
 * on.
 */
public final class LatePort implements AutoCloseable {
    private final ServerSocket listening;
    private final String host;
    private final int port;
    private final int closes;
    private final int silent;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    /** In front of the server at this address, {@code host:port} with whatever follows after a slash. */
    public LatePort(String address, int closes, int silent) {
        String[] parts = address.replaceFirst("/.*", "").split(":");
        this.host = parts[0];
        this.port = Integer.parseInt(parts[1]);
        this.closes = closes;
        this.silent = silent;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens, on this machine. */
    public int port() {
        return listening.getLocalPort();
    }

    /** How many connections there have been. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                int number = connections.incrementAndGet();
                if (number <= closes) {
                    client.close();
                } else if (number > closes + silent) {
                    pass(client);
                }
            }
        } catch (IOException e) {
            // Closed: that is how it ends.
        }
    }

    private void pass(Socket client) throws IOException {
        Socket server = new Socket(host, port);
        open.add(server);
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and with it the other.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
