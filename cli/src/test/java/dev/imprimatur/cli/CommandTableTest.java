package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The README has a row for each command, and a document names each option. */
class CommandTableTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    @Test
    void eachCommandHasARow() throws IOException {
        String rows = Files.readString(Path.of("README.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| ")[0])
                .collect(Collectors.joining("\n"));

        assertThat(Imprimatur.commandLine().getSubcommands()).isNotEmpty().allSatisfy((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(rows).containsPattern("`" + name + "\\b");
            }
        });
    }

    @Test
    void eachOptionIsInADocument() throws IOException {
        assertThat(named())
                .containsAll(Commands.all()
                        .flatMap(command -> command.getCommandSpec().options().stream())
                        .filter(option -> !option.hidden())
                        .map(OptionSpec::longestName)
                        .collect(Collectors.toSet()));
    }

    private static Set<String> named() throws IOException {
        try (Stream<Path> files = Stream.concat(
                Stream.of(Path.of("README.md"), ROOT.resolve("README.md")), Files.walk(ROOT.resolve("docs")))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(CommandTableTest::text)
                    .flatMap(text -> OPTION.matcher(text).results())
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
