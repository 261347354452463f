package dev.imprimatur.builder.log;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.logs.secret.SecretFiles;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.logs.write.AttemptLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Opens the logs of attempts. What clients are configured with, and the logins of registries, never get into them. */
@ApplicationScoped
public class BuildLogs {
    @Inject
    BuilderConfig config;

    @Inject
    LogStore store;

    /**
     * A log that goes on here.
     *
     * @param silence hears for how long a command has printed nothing, and zero when it is over
     */
    public CommandLog open(LogPosition position, Consumer<Duration> silence) {
        return new CommandLog(
                new AttemptLog(
                        store,
                        position,
                        SecretFiles.secrets(Stream.concat(
                                config.clientConfiguration().stream(), Stream.of(SecretFiles.dockerConfiguration()))),
                        config.logLimit(),
                        "imprimatur.builder.log-limit"),
                silence);
    }
}
