package dev.imprimatur.builder;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the builder works. */
@ConfigMapping(prefix = "imprimatur.builder")
public interface BuilderConfig {

    /** The staging registry, {@code host[:port]}, or {@code http://host:port} for one without TLS. */
    String staging();

    /**
     * A folder with configuration of package clients, such as {@code npmrc}. Its files are part of the build context as
     * {@code .imprimatur/<file>} where the Dockerfile asks for them, and no part of the build's identity.
     */
    @WithName("client-configuration")
    Optional<Path> clientConfiguration();

    /**
     * How often a build is tried while chance is against it; some kinds of failure are worth a multiple of that. What
     * cannot succeed is tried once.
     */
    @WithDefault("4")
    int attempts();

    /** How long one build may take. */
    @WithName("build-timeout")
    @WithDefault("20m")
    Duration buildTimeout();

    /**
     * How long a command of a Dockerfile may run and print nothing, before the build is stopped and tried again; a family of the
     * catalogue may say otherwise.
     */
    @WithDefault("5m")
    Duration silence();

    /** How long to wait before the second attempt; it doubles with each one, and part of it is left to chance. */
    @WithName("back-off")
    @WithDefault("2s")
    Duration backOff();

    /** The longest wait between two attempts. */
    @WithName("longest-back-off")
    @WithDefault("1m")
    Duration longestBackOff();

    /**
     * How long a builder that is asked to stop goes on with its work in progress; it takes nothing new. What has not ended by
     * then is handed back to the queue without an attempt. Whatever stops the process has to wait some 15 s longer.
     */
    @WithDefault("5s")
    Duration grace();

    /** How much of what one attempt prints is kept, in characters. */
    @WithName("log-limit")
    @WithDefault("268435456")
    long logLimit();

    /** How many bytes of contexts that were too large for events are kept for the next build that needs them. */
    @WithName("context-cache")
    @WithDefault("2G")
    MemorySize contextCache();

    /** How long an image or a base stays on the engine at most after its last use. */
    @WithDefault("24h")
    Duration keep();

    /**
     * How much of the engine's disk images of builds and their bases may take, such as {@code 20g}; without it bases stay
     * warm for as long as {@link #keep()} says.
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
