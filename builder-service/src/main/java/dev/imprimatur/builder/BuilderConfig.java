package dev.imprimatur.builder;

import dev.imprimatur.attempts.AttemptConfig;
import dev.imprimatur.attempts.RegistryConverter;
import dev.imprimatur.oci.Registry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the builder works. */
@ConfigMapping(prefix = "imprimatur.builder")
public interface BuilderConfig extends AttemptConfig {

    /** The staging registry, {@code host[:port]}, or {@code http://host:port} for one without TLS. */
    @WithConverter(RegistryConverter.class)
    Registry staging();

    /**
     * A folder with configuration of package clients, such as {@code npmrc}. Its files are part of the build context as
     * {@code .imprimatur/<file>} where the Dockerfile asks for them, and no part of the build's identity.
     */
    @WithName("client-configuration")
    Optional<Path> clientConfiguration();

    /** By which of the engine's builders images are built. */
    @WithDefault("classic")
    WantedBuilder builder();

    /** How long one build may take. */
    @WithName("build-timeout")
    @WithDefault("20m")
    Duration buildTimeout();

    /** How many bytes of contexts that were too large for events are kept for the next build that needs them. */
    @WithName("context-cache")
    @WithDefault("2G")
    MemorySize contextCache();

    /** How long an image or a base stays on the engine at most after its last use. */
    @WithDefault("24h")
    Duration keep();

    /**
     * How much of the engine's disk images of builds and their bases may take, such as {@code 20g}; without it bases
     * stay warm for as long as {@link #keep()} says.
     */
    @WithName("disk-budget")
    Optional<String> diskBudget();

    /** How often the engine is cleared of what is no longer needed. */
    @WithName("clean-up-interval")
    @WithDefault("10s")
    Duration cleanUpInterval();

    /** How long a manifest stays in staging after its image was published, rejected or cancelled. */
    @WithName("staging-retention")
    @WithDefault("7d")
    Duration stagingRetention();

    /** How often staging is cleared of what stayed long enough. */
    @WithName("staging-clean-up-interval")
    @WithDefault("10m")
    Duration stagingCleanUpInterval();
}
