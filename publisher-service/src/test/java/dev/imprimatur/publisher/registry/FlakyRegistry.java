package dev.imprimatur.publisher.registry;

import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Stands in front of a real registry: its connections can be cut, at once or after some more tags were set, and
 * requests can be answered in its place, or not at all. Lists of referrers, under {@code sha256-…}, are no such tags.
 */
public final class FlakyRegistry {
    private static final Pattern SETS_TAG = Pattern.compile("PUT /v2/\\S+/manifests/(?!sha256[:-])");

    private final InetSocketAddress behind;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tagsUntilDown = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger answered = new AtomicInteger();
    private volatile ServerSocket server;
    private volatile Pattern answers;
    private volatile String answer;
    private final AtomicReference<Trap> trap = new AtomicReference<>();

    /** What happens once, when so many more requests like these have come. */
    private record Trap(Pattern requests, AtomicInteger until, boolean passedOn, Runnable then) {
        boolean isSprungBy(String head) {
            return requests.matcher(head).lookingAt() && until.decrementAndGet() == 0;
        }
    }

    /**
     * Listens, and passes everything on.
     *
     * @param behind the real registry
     * @throws StartFailure if no port is free
     */
    public FlakyRegistry(Registry behind) throws StartFailure {
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

    /**
     * Answers requests itself.
     *
     * @param requests what begins like those, method and path
     * @param with status, and headers on further lines; nothing lets those who ask wait
     */
    public void answer(String requests, String with) {
        answered.set(0);
        answer = with;
        answers = Pattern.compile(requests);
    }

    /**
     * Does something once, in the middle of a request: instead of passing it on, or when the registry has answered. No
     * answer comes.
     *
     * @param requests what begins like those, method and path
     * @param which the first one, the second one…
     * @param passedOn whether the registry gets it
     * @param then what is done
     */
    public void at(String requests, int which, boolean passedOn, Runnable then) {
        trap.set(new Trap(Pattern.compile(requests), new AtomicInteger(which), passedOn, then));
    }

    /** Does nothing of that kind, unless it has begun. */
    public void disarm() {
        trap.set(null);
    }

    /** How many requests it answered itself. */
    public int answered() {
        return answered.get();
    }

    /** Takes connections again, and passes everything on. */
    public void comeUp() {
        comeUp(Integer.MAX_VALUE);
    }

    /** The same until one more than so many tags are to be set. */
    public synchronized void comeUp(int tags) {
        answers = null;
        tagsUntilDown.set(tags);
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
                connect(socket.accept());
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket registry = new Socket(behind.getAddress(), behind.getPort());
            AtomicReference<Trap> sprung = new AtomicReference<>();
            open.add(client);
            open.add(registry);
            Thread.ofVirtual().start(() -> pump(client, registry, true, sprung));
            Thread.ofVirtual().start(() -> pump(registry, client, false, sprung));
        } catch (IOException e) {
            // What is not there answers nothing.
            close(client);
        }
    }

    private void pump(Socket from, Socket to, boolean requests, AtomicReference<Trap> sprung) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String head = requests ? new String(buffer, 0, read, StandardCharsets.ISO_8859_1) : "";
                if (SETS_TAG.matcher(head).lookingAt() && tagsUntilDown.getAndDecrement() <= 0) {
                    goDown();
                    return;
                }
                if (isAnswered(head, from.getOutputStream())) {
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
                Trap now = requests ? trap.get() : sprung.get();
                if (now != null && (!requests || now.isSprungBy(head))) {
                    if (!requests || !now.passedOn()) {
                        now.then().run();
                        return;
                    }
                    sprung.set(now);
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

    private boolean isAnswered(String head, OutputStream to) throws IOException {
        Pattern now = answers;
        if (now == null || !now.matcher(head).lookingAt()) {
            return false;
        }
        answered.incrementAndGet();
        if (!answer.isEmpty()) {
            to.write(("HTTP/1.1 " + answer + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        return true;
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
