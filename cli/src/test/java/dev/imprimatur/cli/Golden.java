package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded outputs. {@code mvn test -Dgolden=write} records them again; git shows what changed. */
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    static void assertSame(String name, String output) throws IOException {
        Path file = FOLDER.resolve(name + ".txt");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, output);
        }
        assertThat(output).isEqualTo(Files.readString(file));
    }

    /** A recorded answer of the console. */
    static String answer(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/console", name + ".json"));
    }
}
