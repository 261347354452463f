package dev.imprimatur.renderer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The renderer's configuration. */
@ConfigMapping(prefix = "imprimatur.renderer")
public interface RendererConfig {

    /** The catalogue's folder. It is read anew for every rebuild. */
    @WithDefault("catalog")
    Path catalog();

    /**
     * Where images from outside are mirrored: {@code debian:bookworm} is {@code <upstream>/debian:bookworm}. A registry
     * ({@code http://} in front if it has no TLS) and one name.
     */
    @WithDefault("localhost:5001/upstream")
    @Pattern(regexp = "[^/]*(//)?[^/]+/[^/]+", message = "expected registry/name, for example localhost:5001/upstream")
    String upstream();

    /** How often a registry that does not answer is asked for an image from outside before the image fails. */
    @WithDefault("8")
    @Min(1)
    int attempts();

    /** The pause after the first of these attempts; it doubles each time, up to a minute. */
    @WithDefault("1s")
    Duration backoff();

    /** How long the answer of a release feed is used without asking again. */
    @WithDefault("10m")
    Duration feedFresh();

    /** Tells the service what time it is; the plan depends on the day, in UTC. */
    @ApplicationScoped
    class Time {
        @Produces
        @ApplicationScoped
        Clock clock() {
            return Clock.systemUTC();
        }
    }
}
