package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of a module's README lists what the module has. */
class ModuleReadmesTest {

    @ParameterizedTest
    @ValueSource(strings = {"planner", "messaging", "attempts", "attestation"})
    void aTableOfPackagesListsEachOne(String module) throws IOException {
        assertThat(readme(module)).contains("| package |");
        assertThat(folders(only(Document.ROOT.resolve(module).resolve("src/main/java/dev/imprimatur"))))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(readme(module)).contains("`" + name + "`"));
    }

    @ParameterizedTest
    @CsvSource({"console-api, console/answer", "test-tools, fixture"})
    void aTableOfTypesListsEachOne(String module, String folder) throws IOException {
        Path code = Document.ROOT
                .resolve(module)
                .resolve("src/main/java/dev/imprimatur")
                .resolve(folder);
        try (Stream<Path> files = Files.list(code)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".java", ""))
                            .filter(name -> !name.equals("package-info")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(readme(module)).contains("| `" + name + "` |"));
        }
    }

    @Test
    void theTableOfSystemTestsListsEachFolder() throws IOException {
        assertThat(folders(Document.ROOT.resolve("system-tests/src/test/java/dev/imprimatur/system")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(readme("system-tests")).contains("| `" + name + "/` |"));
    }

    private static String readme(String module) throws IOException {
        return Files.readString(Document.ROOT.resolve(module).resolve("README.md"));
    }

    private static Path only(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.findFirst().orElseThrow();
        }
    }

    private static List<String> folders(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }
    }
}
