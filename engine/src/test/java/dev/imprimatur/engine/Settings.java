package dev.imprimatur.engine;

import java.nio.file.Path;
import java.util.Optional;

/** Settings of an engine as a test wants them. */
public record Settings(Optional<String> host, Optional<Path> certPath, Optional<String> leastFree, Limits limits)
        implements EngineSettings {

    /** The engine of the environment with these limits; null is none. */
    public static Settings limited(String memory, Double cpus, String cgroupParent, String network) {
        return new Settings(
                Optional.ofNullable(System.getenv("DOCKER_HOST")),
                Optional.empty(),
                Optional.empty(),
                new Given(
                        Optional.ofNullable(memory),
                        Optional.ofNullable(cpus),
                        Optional.ofNullable(cgroupParent),
                        Optional.ofNullable(network)));
    }

    /** An engine that speaks TLS, with the client's files in this folder. */
    public static Settings overTls(String host, Path certPath) {
        return new Settings(
                Optional.of(host),
                Optional.of(certPath),
                Optional.empty(),
                limited(null, null, null, null).limits());
    }

    private record Given(
            Optional<String> memory, Optional<Double> cpus, Optional<String> cgroupParent, Optional<String> network)
            implements Limits {}
}
