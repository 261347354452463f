package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A class that has grown too long to be read at once is found when that happens. */
class LongClassesTest {
    /** Of main code the longest is a service's story, of test code what one fixture serves. */
    @ParameterizedTest
    @CsvSource({"src/main/java, 320", "src/test/java, 400"})
    void noneIsLongerThanThis(String folder, int most) {
        Stream<Path> files =
                Checkout.modules().stream().flatMap(module -> Checkout.files(module, folder, ".java").stream());

        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(lines(file))
                        .as("lines of %s", Checkout.ROOT.relativize(file))
                        .isLessThanOrEqualTo(most));
    }

    private static int lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
