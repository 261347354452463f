package dev.imprimatur.builder.log;

import dev.imprimatur.engine.Output;
import dev.imprimatur.logs.write.AttemptLog;

/** The log of an attempt, as what engine and staging print into. */
public record BuildLog(AttemptLog log) implements Output, AutoCloseable {

    @Override
    public void write(String text) {
        log.write(text);
    }

    @Override
    public String tellable(String line) {
        return log.tellable(line);
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
