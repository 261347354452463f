package dev.imprimatur.publisher.registry;

import dev.imprimatur.localstack.Ports;
import dev.imprimatur.localstack.StartFailure;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands in front of a real registry: its connections can be cut, at once or after some more tags were set. Lists of
 * referrers, under {@code sha256-…}, are no such tags.
 */
public final class FlakyRegistry {
    private static final Pattern SETS_TAG = Pattern.compile("PUT /v2/\\S+/manifests/(?!sha256[:-])");

    private final InetSocketAddress behind;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tagsUntilDown = new AtomicInteger(Integer.MAX_VALUE);
    private volatile ServerSocket server;

    FlakyRegistry(Registry behind) throws StartFailure {
        String[] address = behind.host().split(":");
        this.behind = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
        // One that stays free for it while it is down.
        this.port = listen(Ports.anyFree());
    }

    /** Its own address. */
    public Registry registry() {
        return Registry.parse("localhost:" + port);
    }

    /** Cuts every connection and takes no new one. */
    public synchronized void goDown() {
        close(server);
        open.forEach(FlakyRegistry::close);
    }

    /** Goes down when one more than so many tags are to be set. */
    public void goDownAfter(int tags) {
        tagsUntilDown.set(tags);
    }

    /** Takes connections again. */
    public synchronized void comeUp() {
        tagsUntilDown.set(Integer.MAX_VALUE);
        if (server.isClosed()) {
            listen(port);
        }
    }

    private int listen(int at) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), at));
            server = socket;
            Thread.ofVirtual().start(() -> accept(socket));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket registry = new Socket(behind.getAddress(), behind.getPort());
                open.add(client);
                open.add(registry);
                Thread.ofVirtual().start(() -> pump(client, registry, true));
                Thread.ofVirtual().start(() -> pump(registry, client, false));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean requests) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (requests
                        && SETS_TAG.matcher(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))
                                .lookingAt()
                        && tagsUntilDown.getAndDecrement() <= 0) {
                    goDown();
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Cut, which is what this is for.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
