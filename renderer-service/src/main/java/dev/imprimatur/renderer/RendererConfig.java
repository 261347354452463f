package dev.imprimatur.renderer;

import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** The renderer's configuration. */
@ConfigMapping(prefix = "imprimatur.renderer")
public interface RendererConfig {

    /** The catalogue's folder. It is read again for every rebuild. Left aside if there is a Git repository. */
    @WithDefault("catalog")
    Path catalog();

    /**
     * Where images from outside are mirrored: {@code debian:bookworm} is {@code <upstream>/debian:bookworm}. A registry
     * ({@code http://} in front if it has no TLS) and one name.
     */
    @WithDefault("localhost:5001/upstream")
    @Pattern(regexp = "[^/]*(//)?[^/]+/[^/]+", message = "expected registry/name, for example localhost:5001/upstream")
    String upstream();

    /**
     * The publisher, which is asked for the highest place that it knows before the first one is given; if it is not
     * given, places begin above the clock and what Kafka holds.
     */
    Optional<
                    @Pattern(
                            regexp = "https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]+)?/?",
                            message = "expected an address without path, for example http://publisher:8080")
                    String>
            publisher();

    /** How often a registry that does not answer is asked for an image from outside before the image fails. */
    @WithDefault("8")
    @Min(1)
    int attempts();

    /** The pause after the first of these attempts; it doubles each time, up to a minute. */
    @WithName("back-off")
    @WithDefault("${imprimatur.renderer.backoff:1s}")
    Duration backOff();

    /** What {@link #backOff} was called in the release before, which is still read where there is no other. */
    @WithName("backoff")
    Optional<Duration> formerBackOff();

    /** How many bytes the archive of a context's or a test's folder may have. */
    @WithName("largest-context")
    @WithDefault("512M")
    MemorySize largestContext();

    /** How long a rebuild may take before it is cancelled, where its request does not say: none is open for ever. */
    @WithName("rebuild-timeout")
    @WithDefault("24h")
    @DurationMin(seconds = 1)
    Duration rebuildTimeout();

    /** How long a cancelled rebuild waits for what the other services say of its images before it ends without. */
    @WithName("cancel-patience")
    @WithDefault("2m")
    @DurationMin(seconds = 1)
    Duration cancelPatience();

    /** How long the answer of a release feed is used without asking again. */
    @WithDefault("10m")
    Duration feedFresh();

    /**
     * Which addresses are asked instead of those that release feeds name: {@code ADDRESS=MIRROR}, or
     * {@code ADDRESS=off}, which is never asked.
     */
    Optional<List<String>> mirrors();

    /**
     * The hosts that release feeds may be asked at, beside those of mirrors; if it is not given all but those with an
     * address of this machine or its link.
     */
    @WithName("feed-hosts")
    Optional<List<String>> feedHosts();

    /**
     * When whatever is stale is rebuilt by itself: how often ({@code 6h}), or at which times, as a cron expression in
     * UTC ({@code 0 0 3 ? * MON}: seconds, minutes, hours, day, month, day of the week, and a year if need be); never
     * if it is not given, or is over.
     */
    @WithName("stale-check")
    Optional<String> staleCheck();

    /** The catalogue's Git repository. */
    @WithName("catalog-git")
    CatalogGit catalogGit();

    /** A catalogue in a Git repository. */
    interface CatalogGit {
        /**
         * The repository, {@code https}, {@code http}, {@code ssh} or {@code file}; a password does not belong in it.
         */
        Optional<
                        @Pattern(
                                regexp = "ssh://([^:/@]+@)?[^@]+|[^:/@]+://[^@]*|/.*",
                                message =
                                        "expected a URL without password, for example https://git.example.org/images.git or"
                                                + " ssh://git@git.example.org/images.git")
                        String>
                url();

        /** The branch. */
        @WithDefault("main")
        String branch();

        /** The catalogue's folder within the repository; the repository itself if it is not given. */
        Optional<String> path();

        /** How often to look for a newer commit. */
        @WithDefault("1m")
        @DurationMin(seconds = 1)
        Duration poll();

        /** Where to keep it; a temporary folder if it is not given. One renderer, one folder. */
        Optional<Path> folder();

        /** The user to log in with. */
        Optional<String> username();

        /** The user's password or token. */
        Optional<String> password();

        /** A file with the user's password or token, read whenever it is needed. */
        Optional<Path> passwordFile();

        /** The private key for {@code ssh}, a file of OpenSSH without passphrase. */
        Optional<Path> sshKey();

        /** The hosts that are trusted over {@code ssh}, a file as OpenSSH's {@code known_hosts}. */
        Optional<Path> knownHosts();
    }

    /** The service's clock; the plan depends on the day, in UTC. */
    @ApplicationScoped
    class Time {
        @Produces
        @ApplicationScoped
        Clock clock() {
            return SharedClock.UTC;
        }
    }
}
