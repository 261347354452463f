package dev.imprimatur.engineaccess.attempt;

import dev.imprimatur.engine.Output;
import dev.imprimatur.logs.write.AttemptLog;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The log of an attempt, as what commands on an engine print into.
 *
 * @param log the log
 * @param silence hears for how long a command has printed nothing, and zero when it is over
 */
public record CommandLog(AttemptLog log, Consumer<Duration> silence) implements Output, AutoCloseable {

    @Override
    public void write(String text) {
        log.write(text);
    }

    @Override
    public String masked(String line) {
        return log.masked(line);
    }

    @Override
    public void silent(Duration quiet) {
        if (quiet.isPositive()) {
            line("==> silent for %d s", quiet.toSeconds());
        }
        silence.accept(quiet);
    }

    /** The attempt begins. */
    public void begin(int number, Instant startedAt, String worker) {
        line("==> attempt %d at %s by %s", number, startedAt, worker);
    }

    /** Says something about the attempt. */
    public void line(String format, Object... arguments) {
        log.line(format, arguments);
    }

    /** Waits until all of it is stored. */
    public void end() {
        log.end();
    }

    @Override
    public void close() {
        log.close();
    }
}
