package dev.imprimatur.console;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A port of this JVM's, where nothing listens but the neighbour that a test class has there. */
final class NeighbourPort {
    /** Bound, and never listened on: so no other program gets the port, while a server that reuses it does. */
    private final SocketChannel held;

    private final InetSocketAddress address;
    private HttpServer server;
    private ExecutorService threads;

    NeighbourPort() {
        try {
            held = SocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            address = (InetSocketAddress) held.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://localhost:" + address.getPort();
    }

    void open(Neighbour neighbour) {
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext(neighbour.path(), neighbour::answer);
        server.start();
    }

    /** Also what it still answers ends. */
    void close() {
        if (server != null) {
            server.stop(0);
            threads.shutdownNow();
            server = null;
        }
    }
}
