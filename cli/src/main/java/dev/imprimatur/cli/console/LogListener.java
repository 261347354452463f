package dev.imprimatur.cli.console;

/** Hears a log that is being followed. */
public interface LogListener {
    /**
     * The next record.
     *
     * @param seq its number
     * @param attempt the attempt that wrote it
     * @param text its lines, each with its time in front
     */
    void record(int seq, int attempt, String text);

    /** There was nothing for a while; false ends the following. */
    boolean quiet();
}
