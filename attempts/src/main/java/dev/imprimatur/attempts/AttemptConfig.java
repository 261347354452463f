package dev.imprimatur.attempts;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How a service tries its work; its own configuration extends this. */
public interface AttemptConfig {

    /**
     * How often a piece of work is tried while its failures are transient; some kinds of failure are worth a multiple
     * of that. What cannot succeed is tried once, and a test that failed counts at once.
     */
    @WithDefault("4")
    int attempts();

    /**
     * How long a command may run and print nothing, before the attempt is stopped and another one made; a family of the
     * catalogue may say otherwise for its builds.
     */
    @WithDefault("5m")
    Duration silence();

    /** How long to wait before the second attempt; it doubles with each one, and part of it is random. */
    @WithName("back-off")
    @WithDefault("2s")
    Duration backOff();

    /** The longest wait between two attempts. */
    @WithName("longest-back-off")
    @WithDefault("1m")
    Duration longestBackOff();

    /**
     * How long a service that is asked to stop goes on with its work in progress; it takes nothing new. What has not
     * ended by then is handed back to the queue without an attempt. Whatever stops the process has to wait some 15 s
     * longer.
     */
    @WithDefault("5s")
    Duration grace();

    /** How much of what one attempt prints is kept, in characters. */
    @WithName("log-limit")
    @WithDefault("268435456")
    long logLimit();
}
