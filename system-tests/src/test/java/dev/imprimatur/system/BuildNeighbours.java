package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two network namespaces joined by a link: one for an engine, the other one is all that the engine can reach. Something
 * listens on {@link #PORT} of every address there, and on the engine's own, for connections and for datagrams.
 */
final class BuildNeighbours implements AutoCloseable {
    static final int PORT = 9092;
    /** The same of the engine's own addresses alone. */
    static final int OTHER_PORT = 9093;
    /** The engine's way out: the machine it runs on. */
    static final String HOST = "10.77.0.1";

    static final String ENGINE = "10.77.0.2";
    /** Where clouds tell a machine's secrets. */
    static final String METADATA = "169.254.169.254";

    static final String BROKER = "192.168.77.5";
    /** Private too, but what builds may reach: a proxy for packages. */
    static final String PROXY = "10.77.1.7";

    static final String SHARED = "100.64.77.3";
    /** A public address of the machine itself, which only its operator knows. */
    static final String OWN_PUBLIC = "198.51.100.7";

    /** An address of the internet. */
    static final String PUBLIC = "203.0.113.9";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Writes each datagram as a line. */
    private static final String DATAGRAMS = "use IO::Socket::INET; $| = 1; my $s = IO::Socket::INET->new(LocalPort => "
            + PORT + ", Proto => 'udp') or die; print \"ready\\n\"; while ($s->recv(my $m, 99)) { print $m }";

    private final String inside;
    private final String outside;
    private final List<Process> listeners = new ArrayList<>();
    private final List<Path> datagrams = new ArrayList<>();

    BuildNeighbours(Path emptyFolder) throws IOException {
        String number = Long.toString(System.nanoTime(), Character.MAX_RADIX);
        inside = "imprimatur-in-" + number;
        outside = "imprimatur-out-" + number;
        ip("netns", "add", inside);
        ip("netns", "add", outside);
        // One line, so that neither end is ever in the machine's own namespace.
        ip("link", "add", "up0", "netns", inside, "type", "veth", "peer", "name", "down0", "netns", outside);
        in(inside, "addr", "add", ENGINE + "/24", "dev", "up0");
        in(outside, "addr", "add", HOST + "/24", "dev", "down0");
        for (String address : List.of(METADATA, BROKER, PROXY, SHARED, OWN_PUBLIC, PUBLIC)) {
            in(outside, "addr", "add", address + "/32", "dev", "lo");
        }
        in(inside, "link", "set", "lo", "up");
        in(outside, "link", "set", "lo", "up");
        in(inside, "link", "set", "up0", "up");
        in(outside, "link", "set", "down0", "up");
        in(inside, "route", "add", "default", "via", HOST);
        listen(inside, PORT, emptyFolder);
        listen(inside, OTHER_PORT, emptyFolder);
        listen(outside, PORT, emptyFolder);
        listenForDatagrams(inside, emptyFolder);
        listenForDatagrams(outside, emptyFolder);
    }

    private void listenForDatagrams(String namespace, Path emptyFolder) throws IOException {
        Path said = emptyFolder.resolveSibling("datagrams-" + namespace);
        listeners.add(new ProcessBuilder(within(namespace, "perl", "-e", DATAGRAMS))
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        datagrams.add(said);
        await().atMost(LIMIT).until(() -> Files.size(said) > 0);
    }

    /** The lines that came as datagrams to {@link #PORT} of any address. */
    Set<String> datagrams() {
        return datagrams.stream()
                .flatMap(said -> {
                    try {
                        return Files.readAllLines(said).stream().skip(1);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .collect(Collectors.toSet());
    }

    private void listen(String namespace, int port, Path emptyFolder) throws IOException {
        listeners.add(new ProcessBuilder(within(
                        namespace,
                        Path.of(System.getProperty("java.home"), "bin", "jwebserver")
                                .toString(),
                        "-b",
                        "0.0.0.0",
                        "-p",
                        String.valueOf(port),
                        "-d",
                        emptyFolder.toRealPath().toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        await().atMost(LIMIT).until(() -> connects(namespace, "127.0.0.1", port));
    }

    private static boolean connects(String namespace, String address, int port) {
        String[] connect = within(namespace, "bash", "-c", "timeout 5 bash -c '</dev/tcp/" + address + "/" + port + "'")
                .toArray(String[]::new);
        return Script.program(LIMIT, connect).exitCode() == 0;
    }

    /** Whether another machine reaches this port of the engine. */
    boolean engineIsReached(int port) {
        return connects(outside, ENGINE, port);
    }

    /** The command that runs this one where the engine belongs. */
    List<String> withinEngines(String... command) {
        return within(inside, command);
    }

    private static List<String> within(String namespace, String... command) {
        return Stream.concat(Stream.of("nsenter", "--net=/run/netns/" + namespace), Arrays.stream(command))
                .toList();
    }

    private static void in(String namespace, String... arguments) {
        ip(Stream.concat(Stream.of("-netns", namespace), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    private static void ip(String... arguments) {
        Script.Result result = Script.program(
                LIMIT, Stream.concat(Stream.of("ip"), Arrays.stream(arguments)).toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new IllegalStateException("ip " + String.join(" ", arguments) + ": " + result.errors());
        }
    }

    @Override
    public void close() {
        listeners.forEach(Process::destroy);
        listeners.forEach(listener -> listener.onExit().join());
        ip("netns", "del", inside);
        ip("netns", "del", outside);
    }
}
