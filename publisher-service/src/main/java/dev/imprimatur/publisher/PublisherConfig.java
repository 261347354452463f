package dev.imprimatur.publisher;

import dev.imprimatur.attempts.RegistryConverter;
import dev.imprimatur.oci.Registry;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the publisher publishes. */
@ConfigMapping(prefix = "imprimatur.publisher")
public interface PublisherConfig {

    /** The only registry that images are taken from: {@code host:port}, or {@code http://host:port} without TLS. */
    @WithDefault("localhost:5001")
    @WithConverter(RegistryConverter.class)
    Registry staging();

    /** The registry that images are published in; written as {@code staging}. */
    @WithDefault("localhost:5000")
    @WithConverter(RegistryConverter.class)
    Registry production();

    /** Further registries that get the same digests and tags; written as {@code staging}, separated by commas. */
    Optional<List<@WithConverter(RegistryConverter.class) Registry>> mirrors();

    /** How long the news of a publication waits for mirrors; what they lack then follows. */
    @WithName("mirror-wait")
    @WithDefault("30s")
    Duration mirrorWait();

    /** How often a publication is tried while the registries fail with transient errors. */
    @WithDefault("8")
    int attempts();

    /** The pause after the first attempt; it doubles with each further one, with jitter. */
    @WithName("back-off")
    @WithDefault("2s")
    Duration backOff();

    /** The longest pause between two attempts; a registry that asks for more gets up to five times as long. */
    @WithName("longest-back-off")
    @WithDefault("1m")
    Duration longestBackOff();

    /** How many tags are set at the same time. */
    @WithName("tag-threads")
    @WithDefault("8")
    int tagThreads();

    /**
     * How long to wait for another publication in the same repository. The database is silent meanwhile, so it has to
     * be less than the seconds after which that counts as gone, the driver's {@code socketTimeout}.
     */
    @WithName("lock-wait")
    @WithDefault("30s")
    Duration lockWait();
}
