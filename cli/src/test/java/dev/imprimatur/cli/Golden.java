package dev.imprimatur.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded outputs, and answers of the console. */
final class Golden {
    private Golden() {}

    static void assertSame(String name, String output) {
        dev.imprimatur.fixture.Golden.check(name + ".txt", output);
    }

    /** A recorded answer of the console. */
    static String answer(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/console", name + ".json"));
    }
}
