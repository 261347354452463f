package dev.imprimatur.bench.console;

import java.nio.file.Path;

/**
 * Makes the keys of those whose events the console believes, without which it is not ready. {@code BenchKeys FOLDER}.
 */
public final class BenchKeys {
    private BenchKeys() {}

    /** Makes those that are not there. */
    public static void main(String[] arguments) {
        new BenchEvents(Path.of(arguments[0]));
    }
}
