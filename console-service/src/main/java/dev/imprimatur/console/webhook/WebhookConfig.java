package dev.imprimatur.console.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How webhooks are sent. */
@ConfigMapping(prefix = "imprimatur.console.webhooks")
interface WebhookConfig {

    /** How long an endpoint may take to answer. */
    @WithDefault("15s")
    Duration timeout();

    /** The pauses between attempts, one after each that fails; after the last one the delivery counts as failed. */
    @WithDefault("5s,5m,30m,2h,5h,10h,14h,20h,24h")
    List<Duration> retries();

    /** How many endpoints may be registered: each is called for every event that it wants. */
    @WithDefault("100")
    int most();

    /** Networks that may be called beside public addresses. */
    Optional<List<String>> allow();

    /** The longest pause that an endpoint may ask for with Retry-After. */
    @WithName("longest-wait")
    @WithDefault("24h")
    Duration longestWait();
}
