package dev.imprimatur.engine.docker;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes TCP on to an engine's socket until it is cut, as a dying engine would cut it. */
final class CuttableConnection implements AutoCloseable {
    private final URI engine;
    private final ServerSocket server;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();

    CuttableConnection(String engine) throws IOException {
        this(engine, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** @param server takes the connections, over TLS for instance */
    CuttableConnection(String engine, ServerSocket server) {
        this.engine = URI.create(engine);
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "tcp://localhost:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                SocketChannel target = SocketChannel.open(StandardProtocolFamily.UNIX);
                target.connect(UnixDomainSocketAddress.of(engine.getPath()));
                open.add(client);
                open.add(target);
                Thread.ofVirtual().start(() -> {
                    pass(() -> client.getInputStream().transferTo(Channels.newOutputStream(target)));
                    // A client that has gone reads no answer.
                    pass(target::close);
                });
                Thread.ofVirtual().start(() -> {
                    pass(() -> Channels.newInputStream(target).transferTo(client.getOutputStream()));
                    pass(client::close);
                });
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private static void pass(Transfer transfer) {
        try {
            transfer.run();
        } catch (IOException e) {
            // Cut.
        }
    }

    /** Cuts every connection and takes no new one. */
    void cut() throws IOException {
        server.close();
        for (Closeable each : open) {
            each.close();
        }
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
