package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Docker engine among {@link BuildNeighbours}, with the packet rules of {@code deploy/engine} or without. */
public final class FencedEngine implements AutoCloseable {
    static final Path RULES = Path.of(System.getProperty("imprimatur.root", ".."), "deploy", "engine")
            .toAbsolutePath()
            .normalize();
    private static final String DEBIAN = System.getenv("IMPRIMATUR_STAGING") + "/upstream/debian:bookworm";
    /** What is needed of it alone: an engine takes its time to unpack a whole one. */
    private static final String IMAGE = "hostile";

    private static final String PROGRAMS = """
            for program in bash timeout find perl; do command -v $program && ldd $(command -v $program); done |
            grep -o "/[^ ]*" | sort -u | tar -chPf - -T - /bin/sh /usr/lib/*/perl-base""";
    private static final String NETWORK = "builds";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder;
    private final BuildNeighbours neighbours;
    private final Process daemon;

    private FencedEngine(Path folder, String path, Map<String, String> settings) throws IOException {
        this.folder = folder;
        neighbours = new BuildNeighbours(Files.createDirectories(folder.resolve("nothing")));
        ProcessBuilder builder = new ProcessBuilder(neighbours.withinEngines(SecondEngine.dockerd(folder, host())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(settings);
        builder.environment().put("DOCKER_HOST", host());
        builder.environment().put("PATH", path);
        daemon = builder.start();
    }

    /** As compose and Kubernetes start it, with its images in this folder. */
    static FencedEngine withRules(Path folder, Map<String, String> settings) throws IOException {
        FencedEngine engine = new FencedEngine(folder, RULES + ":" + System.getenv("PATH"), settings);
        return engine.whenReady(() -> await().atMost(LIMIT)
                .until(() -> engine.docker("network", "inspect", NETWORK).exitCode() == 0));
    }

    /** Docker's own dockerd, with a network of the same name. */
    static FencedEngine withoutRules(Path folder) throws IOException {
        FencedEngine engine = new FencedEngine(folder, System.getenv("PATH"), Map.of());
        return engine.whenReady(() -> engine.said("network", "create", NETWORK));
    }

    private FencedEngine whenReady(Runnable network) {
        try {
            await().atMost(LIMIT).until(() -> docker("version").exitCode() == 0);
            network.run();
            if (docker("image", "inspect", IMAGE).exitCode() != 0) {
                shell("docker run --rm --network none %s bash -c '%s' | docker --host %s import - %s"
                        .formatted(DEBIAN, PROGRAMS, host(), IMAGE));
            }
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Whether another machine reaches this port of the engine. */
    boolean isReached(int port) {
        return neighbours.engineIsReached(port);
    }

    /** The engine's own address in this network. */
    String gateway(String network) {
        // A default network that is new is not named there: it is the first address there.
        return said("network", "inspect", "--format={{(index .IPAM.Config 0).Subnet}}", network)
                .replaceFirst("\\.0/\\d+$", ".1");
    }

    /** The address of another container there, which listens too. */
    String startNeighbour(String network) {
        String listen = "use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => " + BuildNeighbours.PORT
                + ", Listen => 9) or die; while (my $c = $s->accept) { close $c }";
        String id = said("run", "--detach", "--network", network, IMAGE, "perl", "-e", listen);
        await().atMost(LIMIT)
                .until(() -> docker("exec", id, "bash", "-c", "</dev/tcp/127.0.0.1/" + BuildNeighbours.PORT)
                                .exitCode()
                        == 0);
        return said("inspect", "--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", id);
    }

    /** Those {@code address/port} that a command of a build connects to. */
    Set<String> reachedByABuild(Set<String> addresses) throws IOException {
        String output = succeeded(build(connecting(addresses)));
        return output.lines()
                .filter(line -> line.startsWith("reached "))
                .map(line -> line.substring("reached ".length()))
                .collect(Collectors.toSet());
    }

    /** The same by BuildKit, which has another network. */
    Set<String> reachedByBuildKit(Set<String> addresses) throws IOException {
        return Pattern.compile("reached ([0-9.]+/[0-9]+)\n")
                .matcher(buildByBuildKit(connecting(addresses)))
                .results()
                .map(reached -> reached.group(1))
                .collect(Collectors.toSet());
    }

    /** Those {@code address/port} at which a datagram of a build's command arrives, once it has at least at these. */
    Set<String> reachedByDatagrams(Set<String> addresses, Set<String> least) throws IOException {
        succeeded(build("RUN bash -c 'for a in " + String.join(" ", addresses)
                + "; do (echo $a >/dev/udp/$a) 2>/dev/null; done; true'"));
        await().atMost(LIMIT).until(() -> neighbours.datagrams().containsAll(least));
        return neighbours.datagrams();
    }

    /** What BuildKit tells of a build that has this instruction, which is to print {@code tried} at its end. */
    String buildByBuildKit(String instruction) throws IOException {
        Path context = Files.createTempDirectory(folder, "context");
        Files.writeString(context.resolve("Dockerfile"), "FROM " + IMAGE + "\n" + instruction + "\n");
        Script.Result build = Script.program(
                LIMIT,
                "bash",
                "-o",
                "pipefail",
                "-c",
                "tar -C %s -c . | curl -sS --unix-socket %s -H Content-Type:application/x-tar --data-binary @- '%s'"
                        .formatted(context, folder.resolve("docker.sock"), "http://engine/build?version=2&nocache=1"));
        String traces = Pattern.compile("\"aux\":\"([^\"]+)\"")
                .matcher(succeeded(build))
                .results()
                .map(trace -> new String(Base64.getDecoder().decode(trace.group(1)), StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining());
        if (!traces.contains("tried\n")) {
            throw new AssertionError(build.output());
        }
        return traces;
    }

    /** An instruction that connects to each {@code address/port}, and says which it reached. */
    public static String connecting(Set<String> addresses) {
        return "RUN bash -c 'for a in " + String.join(" ", addresses)
                + "; do (timeout 5 bash -c \"</dev/tcp/$a\" 2>/dev/null && echo \"reached $a\") & done; wait; echo tried'";
    }

    /** Builds these instructions on a base with a shell. */
    Script.Result build(String... instructions) throws IOException {
        Path context = Files.createTempDirectory(folder, "context");
        Files.write(
                context.resolve("Dockerfile"),
                Stream.concat(Stream.of("FROM " + IMAGE), Arrays.stream(instructions))
                        .toList());
        return Script.program(
                LIMIT,
                Map.of("DOCKER_BUILDKIT", "0"),
                "docker",
                "--host",
                host(),
                "build",
                "--no-cache",
                "--network",
                NETWORK,
                context.toString());
    }

    private Script.Result docker(String... arguments) {
        return Script.program(
                LIMIT,
                Stream.concat(Stream.of("docker", "--host", host()), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }

    private String said(String... arguments) {
        return succeeded(docker(arguments)).strip();
    }

    private static void shell(String command) {
        succeeded(Script.program(LIMIT, "bash", "-o", "pipefail", "-c", command));
    }

    private static String succeeded(Script.Result result) {
        if (result.exitCode() != 0) {
            throw new AssertionError(result.output() + result.errors());
        }
        return result.output();
    }

    private String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Its images stay. */
    @Override
    public void close() {
        shell("docker --host %s ps --quiet | xargs -r docker --host %s rm --force".formatted(host(), host()));
        docker("network", "rm", NETWORK);
        daemon.destroy();
        daemon.onExit().join();
        neighbours.close();
    }
}
