package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that the documents show exist, and so do their options; they are not run here. */
class DocumentedCommandsTest {
    private static final Set<String> OF_THE_SCRIPT =
            Set.of("setup", "up", "down", "status", "doctor", "env", "demo", "test", "bench");

    static List<DocumentedCommand> documented() throws IOException {
        return DocumentedCommand.all();
    }

    @ParameterizedTest
    @MethodSource("documented")
    void isUnderstood(DocumentedCommand command) throws IOException {
        if (isOfTheScript(command)) {
            assertThat(options(usage(command))).containsAll(options(command));
        } else {
            String[] words = command.words().toArray(String[]::new);
            assertThatCode(() -> Imprimatur.commandLine(words).parseArgs(words)).doesNotThrowAnyException();
        }
    }

    private static boolean isOfTheScript(DocumentedCommand command) {
        return OF_THE_SCRIPT.contains(command.words().getFirst());
    }

    /** Maven's own options, which {@code test} hands on, begin with one hyphen. */
    private static List<String> options(DocumentedCommand command) {
        return command.words().stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .toList();
    }

    private static String script() throws IOException {
        return Files.readString(DocumentedCommand.ROOT.resolve("imprimatur"));
    }

    /** What the script's usage says; of a measurement, its own lines alone. */
    private static String usage(DocumentedCommand command) throws IOException {
        if (!command.words().getFirst().equals("bench")) {
            return script();
        }
        assertThat(command.words()).as("which measurement").hasSizeGreaterThan(1);
        Matcher lines = Pattern.compile("\\n  bench " + command.words().get(1) + " .*(\\n {6,}.*)*")
                .matcher(script());
        assertThat(lines.find()).as("bench " + command.words().get(1)).isTrue();
        return lines.group();
    }

    private static List<String> options(String usage) {
        return Pattern.compile("--[a-z-]+")
                .matcher(usage)
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
