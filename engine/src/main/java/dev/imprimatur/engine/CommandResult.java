package dev.imprimatur.engine;

/**
 * How a command in a container ended.
 *
 * @param exitCode its exit code
 * @param output the end of what it printed, or why it could not run
 */
public record CommandResult(int exitCode, String output) {
    /** The exit code that shells give for what cannot be run. */
    public static final int CANNOT_RUN = 126;

    /** The exit code that {@code timeout} gives for what took too long. */
    public static final int TOO_LONG = 124;

    /** Whether it succeeded. */
    public boolean succeeded() {
        return exitCode == 0;
    }
}
