package dev.imprimatur.tester;

import dev.imprimatur.attempts.AttemptConfig;
import dev.imprimatur.attempts.RegistryConverter;
import dev.imprimatur.oci.Registry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How the tester works. */
@ConfigMapping(prefix = "imprimatur.tester")
public interface TesterConfig extends AttemptConfig {

    /** The staging registry, {@code host[:port]}, or {@code http://host:port} for one without TLS. */
    @WithDefault("localhost:5001")
    @WithConverter(RegistryConverter.class)
    Registry staging();

    /** How many bytes of tests' files that were too large for events are kept for the next image that needs them. */
    @WithName("context-cache")
    @WithDefault("2G")
    MemorySize contextCache();

    /** How often the engine is cleared of what testers left there that died. */
    @WithName("clean-up-interval")
    @WithDefault("1m")
    Duration cleanUpInterval();
}
