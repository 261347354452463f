package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/** Manual pages, read by the programs that show them. */
class ManualTest {
    private static final Path MANDOC = Path.of("/usr/bin/mandoc");

    @TempDir
    Path folder;

    @Test
    void everyCommandHasAPage() throws IOException {
        Run run = Run.of("man", "--out", folder.toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out().strip()).isEqualTo(folder.resolve("man1").toString());
        try (Stream<Path> pages = Files.list(folder.resolve("man1"))) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Commands.all()
                            .map(command -> Commands.name(command).replace(' ', '-') + ".1")
                            .toList());
        }
    }

    @Test
    void everyPageIsWellFormed() throws Exception {
        assumeTrue(Files.isExecutable(MANDOC), () -> MANDOC + " is missing: on Debian, apt-get install mandoc");
        Run.of("man", "--out", folder.toString());

        try (Stream<Path> pages = Files.list(folder.resolve("man1"))) {
            for (Path page : pages.toList()) {
                // A page without a date is the same whenever it is made.
                assertThat(shown("-Tlint", "-Wwarning", page.toString()).lines())
                        .filteredOn(line -> !line.contains("missing date"))
                        .as(page.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void aPageSaysWhatTheHelpSays() throws Exception {
        assumeTrue(Files.isExecutable(MANDOC), () -> MANDOC + " is missing: on Debian, apt-get install mandoc");
        Run.of("man", "--out", folder.toString());

        for (var command : Commands.all().toList()) {
            String name = Commands.name(command).replace(' ', '-');
            String page = shown(
                            "-Tutf8",
                            "-Owidth=200",
                            folder.resolve("man1/" + name + ".1").toString())
                    // Bold and underlined letters are struck over.
                    .replaceAll(".\b", "");
            assertThat(page)
                    .contains("NAME", name + " - ", "SYNOPSIS", Commands.name(command), "DESCRIPTION", "EXIT STATUS");
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.hidden()) {
                    assertThat(page).contains(option.longestName());
                }
            }
            assertThat(page.replaceAll("\\s+", " "))
                    .contains(Stream.of(command.getCommandSpec().usageMessage().description())
                            .map(each -> each.replaceAll("\\s+", " "))
                            .toList())
                    .contains(command.getCommandSpec()
                            .usageMessage()
                            .exitCodeList()
                            .values())
                    .contains(Stream.of(command.getCommandSpec().usageMessage().footer())
                            .map(String::strip)
                            .map(each -> each.replaceAll("\\s+", " "))
                            .toList());
        }
    }

    @Test
    void onePageIsPrinted() {
        Run page = Run.of("man", "dead-letters", "redrive");

        assertThat(page.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(page.out())
                .startsWith(".TH \"IMPRIMATUR\\-DEAD\\-LETTERS\\-REDRIVE\" \"1\"")
                .contains("\\-\\-topic");
        assertThat(Run.of("man").out()).startsWith(".TH \"IMPRIMATUR\" \"1\"").contains("dead\\-letters");
    }

    @Test
    void whatThereIsNotHasNoPage() {
        assertThat(List.of(
                        Run.of("man", "gossip"), Run.of("man", "tokens", "gossip"), Run.of("man", "up", "--out", "x")))
                .allSatisfy(run -> {
                    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(run.out()).isEmpty();
                });
    }

    private static String shown(String... arguments) throws IOException {
        Process mandoc = new ProcessBuilder(Stream.concat(Stream.of(MANDOC.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        mandoc.getOutputStream().close();
        return new String(mandoc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
