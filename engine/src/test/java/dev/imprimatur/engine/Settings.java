package dev.imprimatur.engine;

import java.util.Optional;

/** Settings of an engine as a test wants them. */
public record Settings(Optional<String> host, Optional<String> leastFree, Limits limits) implements EngineSettings {

    /** The engine of the environment with these limits; null is none. */
    public static Settings limited(String memory, Double cpus, String cgroupParent, String network) {
        return new Settings(
                Optional.ofNullable(System.getenv("DOCKER_HOST")),
                Optional.empty(),
                new Given(memory, cpus, cgroupParent, network));
    }

    private record Given(
            Optional<String> memory, Optional<Double> cpus, Optional<String> cgroupParent, Optional<String> network)
            implements Limits {
        Given(String memory, Double cpus, String cgroupParent, String network) {
            this(
                    Optional.ofNullable(memory),
                    Optional.ofNullable(cpus),
                    Optional.ofNullable(cgroupParent),
                    Optional.ofNullable(network));
        }
    }
}
