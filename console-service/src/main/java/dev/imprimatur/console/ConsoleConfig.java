package dev.imprimatur.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.net.URI;
import java.time.Clock;

/** Where the console asks for what it does not keep itself. */
@ConfigMapping(prefix = "imprimatur.console")
public interface ConsoleConfig {

    /** The renderer's REST interface, for plans. */
    @WithDefault("http://localhost:8081")
    URI renderer();

    /** The builder's REST interface, for build logs. */
    @WithDefault("http://localhost:8082")
    URI builder();

    /** The tester's REST interface, for test logs. */
    @WithDefault("http://localhost:8083")
    URI tester();

    /** The time that the console goes by. */
    @ApplicationScoped
    class Time {
        @Produces
        @ApplicationScoped
        Clock clock() {
            return Clock.systemUTC();
        }
    }
}
