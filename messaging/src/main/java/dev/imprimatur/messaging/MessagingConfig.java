package dev.imprimatur.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;

/** How a service takes part in the exchange of events. */
@ConfigMapping(prefix = "imprimatur.messaging")
public interface MessagingConfig {

    /** Where Kafka is. */
    @WithName("bootstrap-servers")
    @WithDefault("${kafka.bootstrap.servers}")
    String bootstrapServers();

    /** CloudEvents' {@code source} of the events that this service sends. */
    @WithDefault("/imprimatur/${quarkus.application.name}")
    String source();

    /** How long a service that starts waits for Kafka; then it ends. */
    @WithName("start-wait")
    @WithDefault("10m")
    Duration startWait();

    /** Whether missing topics are created at the start. Switch it off where others own them. */
    @WithName("create-topics")
    @WithDefault("true")
    boolean createTopics();

    /** The number of partitions of topics created at the start. */
    @WithDefault("6")
    int partitions();

    /** The work queue. */
    WorkConfig work();

    /** How a service takes work from its queue. */
    interface WorkConfig {
        /** What this instance is called in attempts and logs, for example a pod's name; else process and host. */
        Optional<String> name();

        /** How many pieces of work it does at once. */
        @WithDefault("2")
        int threads();

        /** How often it looks for work that it was not notified of; new work is notified at once. */
        @WithName("polling-interval")
        @WithDefault("1s")
        Duration pollingInterval();

        /** How long work waits until it grows one step more urgent; there are 10 from each priority to the next. */
        @WithDefault("1m")
        Duration ageing();

        /** How often it says that work is still going on; after four misses another instance takes it over. */
        @WithName("heartbeat-interval")
        @WithDefault("2s")
        Duration heartbeatInterval();

        /** How long a stopping service waits for work in progress, at most. */
        @WithName("shutdown-wait")
        @WithDefault("5s")
        Duration shutdownWait();
    }
}
