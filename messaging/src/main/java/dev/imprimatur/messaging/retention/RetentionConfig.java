package dev.imprimatur.messaging.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How long a service keeps what is over. */
@ConfigMapping(prefix = "imprimatur.retention")
public interface RetentionConfig {

    /** What attempts printed, and deliveries to webhooks, after their end. */
    @WithDefault("90d")
    Duration logs();

    /** Rebuilds with their images, builds and test runs, after their end. */
    @WithDefault("365d")
    Duration history();

    /** Which events were handled; longer where Kafka still has an event that is older than this. */
    @WithDefault("30d")
    Duration inbox();

    /** Dead letters, after they were dropped or redriven; until then a dropped one can be put back. */
    @WithName("dead-letters")
    @WithDefault("30d")
    Duration deadLetters();

    /** How often what is too old is removed. */
    @WithDefault("1h")
    Duration interval();
}
