package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of a module's README lists what the module has. */
class ModuleReadmesTest {
    private static final Pattern TABLE = Pattern.compile("create table (?:if not exists )?(\\w+)");

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

    @ParameterizedTest
    @ValueSource(
            strings = {"renderer-service", "builder-service", "tester-service", "publisher-service", "console-service"})
    void aServiceListsTheTablesOfItsSchema(String service) throws IOException {
        List<String> shared = tables("messaging");
        shared.addAll(tables("logs"));
        // Each service that keeps logs has it in a migration of its own.
        shared.add("expired_log");
        List<String> own = tables(service);
        own.removeAll(shared);
        assertThat(own)
                .isNotEmpty()
                .allSatisfy(table -> assertThat(readme(service)).contains("`" + table + "`"));
    }

    @Test
    void theTableOfSystemTestsListsEachFolder() throws IOException {
        assertThat(folders(Document.ROOT.resolve("system-tests/src/test/java/dev/imprimatur/system")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(readme("system-tests")).contains("| `" + name + "/` |"));
    }

    private static List<String> tables(String module) throws IOException {
        List<String> tables = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Document.ROOT.resolve(module).resolve("src/main/resources/db"))) {
            for (Path migration :
                    files.filter(file -> file.toString().endsWith(".sql")).toList()) {
                TABLE.matcher(Files.readString(migration)).results().forEach(table -> tables.add(table.group(1)));
            }
        }
        return tables;
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
