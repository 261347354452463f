package dev.imprimatur.engine;

import java.time.Duration;

/** Takes what an engine prints while it works. */
@FunctionalInterface
public interface Output {

    /**
     * The next piece of output: whole lines, each ending with a newline. Terminal codes and control characters are
     * gone, and of a line that overwrote itself (a progress bar) the last state is left.
     */
    void write(String text);

    /**
     * This line without its secrets, as it may be shown to anyone: for what is written here or becomes part of a
     * failure.
     */
    default String masked(String line) {
        return line;
    }

    /** A command that runs has printed nothing for this long; zero once it prints again, or has ended. */
    default void silent(Duration quiet) {}

    /** Output that is not wanted. */
    static Output none() {
        return text -> {};
    }
}
