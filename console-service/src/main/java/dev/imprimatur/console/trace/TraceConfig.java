package dev.imprimatur.console.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where traces go. */
@ConfigMapping(prefix = "imprimatur.console.traces")
interface TraceConfig {

    /**
     * A collector that takes OTLP over HTTP, such as {@code http://collector:4318}; {@code /v1/traces} is added.
     * Without one no trace is made.
     */
    Optional<URI> endpoint();

    /** Headers of each request to it, such as {@code Authorization}. */
    Map<String, String> headers();

    /** How long it may take to answer. */
    @WithDefault("10s")
    Duration timeout();

    /** For how long after the end of a rebuild its traces are offered to a collector that does not take them. */
    @WithDefault("1h")
    Duration patience();

    /**
     * The console's address as users reach it, for links from spans to logs; without it a span has the log's id alone.
     */
    Optional<URI> console();
}
