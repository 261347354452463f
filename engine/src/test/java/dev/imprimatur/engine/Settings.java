package dev.imprimatur.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings of an engine as a test wants them. */
public record Settings(
        Optional<String> host, Optional<Path> certPath, Optional<String> leastFree, Limits limits, Proxy proxy)
        implements EngineSettings {

    @Override
    public Optional<PlainTcp> plainTcp() {
        return Optional.empty();
    }

    /** The engine of the environment with these limits; null is what is usual. */
    public static Settings limited(String memory, Double cpus, String cgroupParent, String network) {
        return limited(new Given(
                Optional.ofNullable(memory),
                Optional.ofNullable(cpus),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(cgroupParent),
                Optional.ofNullable(network)));
    }

    /** The engine of the environment with these limits; null is what is usual. */
    public static Settings bounded(Integer processes, String output, String disk) {
        return limited(new Given(
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(processes),
                Optional.ofNullable(output),
                Optional.ofNullable(disk),
                Optional.empty(),
                Optional.empty()));
    }

    /** Limits as a test wants all of them. */
    public record Wanted(String memory, Double cpus, Integer processes, String output, String disk, String network) {}

    /** This engine with these limits. */
    public static Settings of(String host, Wanted wanted) {
        return new Settings(
                Optional.of(host),
                Optional.empty(),
                Optional.empty(),
                new Given(
                        Optional.of(wanted.memory()),
                        Optional.of(wanted.cpus()),
                        Optional.of(wanted.processes()),
                        Optional.of(wanted.output()),
                        Optional.of(wanted.disk()),
                        Optional.empty(),
                        Optional.of(wanted.network())),
                Way.DIRECT);
    }

    private static Settings limited(Limits limits) {
        return new Settings(
                Optional.ofNullable(System.getenv("DOCKER_HOST")),
                Optional.empty(),
                Optional.empty(),
                limits,
                Way.DIRECT);
    }

    /** An engine that speaks TLS, with the client's files in this folder. */
    public static Settings overTls(String host, Path certPath) {
        return new Settings(
                Optional.of(host),
                Optional.of(certPath),
                Optional.empty(),
                limited(null, null, null, null).limits(),
                Way.DIRECT);
    }

    /**
     * The engine of the environment, whose builds fetch what begins with {@code http:} by this proxy; without limits.
     */
    public static Settings proxied(String http) {
        return new Settings(
                Optional.ofNullable(System.getenv("DOCKER_HOST")),
                Optional.empty(),
                Optional.empty(),
                bounded(0, null, "0").limits(),
                new Way(Optional.of(http), Optional.empty(), Optional.empty()));
    }

    private record Way(Optional<String> http, Optional<String> https, Optional<List<String>> direct) implements Proxy {
        private static final Proxy DIRECT = new Way(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private record Given(
            Optional<String> memory,
            Optional<Double> cpus,
            Optional<Integer> processes,
            Optional<String> output,
            Optional<String> disk,
            Optional<String> cgroupParent,
            Optional<String> network)
            implements Limits {}
}
