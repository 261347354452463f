package dev.imprimatur.tester.log;

import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.logs.secret.SecretFiles;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Opens the logs of attempts. The logins of registries never get into them. */
@ApplicationScoped
public class TestLogs {
    @Inject
    TesterConfig config;

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
                        SecretFiles.secrets(Stream.of(SecretFiles.dockerConfiguration())),
                        config.logLimit(),
                        "imprimatur.tester.log-limit"),
                silence);
    }
}
