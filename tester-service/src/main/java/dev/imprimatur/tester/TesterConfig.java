package dev.imprimatur.tester;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How the tester works. */
@ConfigMapping(prefix = "imprimatur.tester")
public interface TesterConfig {

    /** The staging registry, {@code host[:port]}, or {@code http://host:port} for one without TLS. */
    @WithDefault("localhost:5001")
    String staging();

    /** How often an image's tests are tried at most while the engine or a registry fails. A failed test counts at once. */
    @WithDefault("4")
    int attempts();

    /** How long a command of a test may run and print nothing, before the tests are stopped and tried again. */
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

    /** How many bytes of tests' files that were too large for events are kept for the next image that needs them. */
    @WithName("context-cache")
    @WithDefault("2G")
    MemorySize contextCache();

    /**
     * How long a tester that is asked to stop goes on with its work in progress; it takes nothing new. What has not ended by
     * then is handed back to the queue without an attempt. Whatever stops the process has to wait some 15 s longer.
     */
    @WithDefault("5s")
    Duration grace();

    /** How much of what the tests of one attempt print is kept, in characters. */
    @WithName("log-limit")
    @WithDefault("268435456")
    long logLimit();

    /** How often the engine is cleared of what testers left there that died. */
    @WithName("clean-up-interval")
    @WithDefault("1m")
    Duration cleanUpInterval();
}
