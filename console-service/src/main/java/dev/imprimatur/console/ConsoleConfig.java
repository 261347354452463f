package dev.imprimatur.console;

import dev.imprimatur.messaging.time.SharedClock;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/** Where the console asks for what it does not keep itself. */
@ConfigMapping(prefix = "imprimatur.console")
public interface ConsoleConfig {

    /** The renderer's REST interface, for plans. */
    @WithDefault("http://localhost:8081")
    URI renderer();

    /** The builders' REST interfaces, for build logs; the first one that answers is asked, since each knows all. */
    @WithDefault("http://localhost:8082")
    List<URI> builder();

    /** The testers' REST interfaces, for test logs, likewise. */
    @WithDefault("http://localhost:8083")
    List<URI> tester();

    /**
     * The publishers' REST interfaces, for logs of publications, likewise; the first one is asked for the history of
     * tags and for blocked digests.
     */
    @WithDefault("http://localhost:8084")
    List<URI> publisher();

    /** The time that the console goes by. */
    @ApplicationScoped
    class Time {
        @Produces
        @ApplicationScoped
        Clock clock() {
            return SharedClock.UTC;
        }
    }
}
