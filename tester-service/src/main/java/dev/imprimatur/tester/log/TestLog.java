package dev.imprimatur.tester.log;

import dev.imprimatur.engine.Output;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.logs.write.AttemptLog;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What one attempt's tests print, under a header for each.
 *
 * @param log the log
 * @param silence hears for how long a command has printed nothing, and zero when it is over
 */
public record TestLog(AttemptLog log, Consumer<Duration> silence) implements Output, AutoCloseable {

    @Override
    public void write(String output) {
        log.write(output);
    }

    @Override
    public String tellable(String line) {
        return log.tellable(line);
    }

    @Override
    public void silent(Duration quiet) {
        if (quiet.isPositive()) {
            line("==> silent for %d s", quiet.toSeconds());
        }
        silence.accept(quiet);
    }

    /** An attempt begins. */
    public void attempt(int number, Instant startedAt, String worker) {
        line("==> attempt %d at %s by %s", number, startedAt, worker);
    }

    /** A test begins. */
    public void begin(ImageTest test) {
        line("==> test %s (limit %d s, network %s)", test.name(), test.timeoutSeconds(), test.network() ? "on" : "off");
    }

    /** A test has ended. */
    public void end(TestResult result) {
        line("<== test %s: %s in %.1f s", result.name(), result.outcome(), result.durationMillis() / 1000.0);
        if (result.failure() != null) {
            line("    %s", result.failure().message());
        }
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
