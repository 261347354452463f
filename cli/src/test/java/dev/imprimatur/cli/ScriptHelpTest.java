package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Help and manual pages of the commands that the script itself has. */
class ScriptHelpTest {
    private static final Path SCRIPT = Path.of("../imprimatur").toAbsolutePath().normalize();
    private static final Path MANDOC = Path.of("/usr/bin/mandoc");

    @TempDir
    Path folder;

    static Stream<String> commands() throws IOException {
        Matcher commands = Pattern.compile("SCRIPT_COMMANDS=\"([a-z ]+)\"").matcher(Files.readString(SCRIPT));
        assertThat(commands.find()).isTrue();
        return Stream.of(commands.group(1).split(" "));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void hasExamples(String command) throws Exception {
        assertThat(help(command))
                .contains("usage: ./imprimatur", "\nExamples:\n")
                .containsPattern("(?s)Examples:.*imprimatur [^\n]*" + command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void hasAPageThatSaysTheSame(String command) throws Exception {
        String help = help(command);
        InputStream stdin = System.in;
        System.setIn(new ByteArrayInputStream(help.getBytes(StandardCharsets.UTF_8)));
        Run run;
        try {
            run = Run.of("man", "--help-of", command);
        } finally {
            System.setIn(stdin);
        }

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .startsWith(".TH \"IMPRIMATUR\\-" + command.toUpperCase(java.util.Locale.ROOT) + "\" \"1\"");
        if (Files.isExecutable(MANDOC)) {
            Path page = Files.writeString(folder.resolve(command + ".1"), run.out());
            assertThat(output(MANDOC.toString(), "-Tlint", "-Wwarning", page.toString())
                            .lines())
                    .filteredOn(line -> !line.contains("missing date"))
                    .isEmpty();
            String shown = output(MANDOC.toString(), "-Tutf8", "-Owidth=200", page.toString())
                    .replaceAll(".\\x08", "");
            help.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.equals("Examples:"))
                    .forEach(line -> assertThat(shown).contains(line));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isCompletedWithAllOfIts(String command) throws Exception {
        String completion = Run.of("completion", "fish").out();
        String of = "-n '__fish_seen_subcommand_from " + command + "";
        Matcher options =
                Pattern.compile("(?m)^  +(?:bench (\\w+)|" + command + "|--).*").matcher(help(command));
        while (options.find()) {
            String within =
                    options.group(1) == null ? of : of + "; and __fish_seen_subcommand_from " + options.group(1);
            Matcher option = Pattern.compile("--([a-z-]+)").matcher(options.group());
            while (option.find()) {
                assertThat(completion).contains(within + "' -l " + option.group(1));
            }
        }
    }

    @Test
    void anOptionWithoutItsValueIsSaid() throws Exception {
        assertThat(output("bash", SCRIPT.toString(), "bench", "start", "--rounds"))
                .contains("bench start takes only --rounds N");
    }

    private static String help(String command) throws Exception {
        return output("bash", SCRIPT.toString(), command, "--help");
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return out;
    }
}
