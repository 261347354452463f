package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every command says what it does, what each of its options means, and how it is used. */
class HelpTest {
    private static final Pattern COMMAND =
            Pattern.compile("(?:\\./)?imprimatur((?: (?:\"[^\"]*\"|'[^']*'|[^|>)&\"'])*)?)");

    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    @TestFactory
    Stream<DynamicTest> everyCommandHasExamplesThatItUnderstands() {
        return Commands.all()
                .map(command -> DynamicTest.dynamicTest(Commands.name(command), () -> checkExamples(command)));
    }

    private static void checkExamples(CommandLine command) {
        List<String> examples =
                Arrays.stream(command.getCommandSpec().usageMessage().footer()).toList();
        assertThat(examples).as("examples of its own").anyMatch(line -> line.contains(Commands.name(command)));
        for (String example : examples) {
            Matcher found = COMMAND.matcher(example);
            assertThat(found.find()).as(example).isTrue();
            String[] words = WORD.matcher(found.group(1))
                    .results()
                    .map(word -> word.group().replaceAll("[\"']", ""))
                    .toArray(String[]::new);
            assertThatCode(() -> Imprimatur.commandLine(words).parseArgs(words))
                    .as(example)
                    .doesNotThrowAnyException();
        }
        String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
        assertThat(help.replaceAll("\\s+", " "))
                .contains("Examples:")
                .contains(examples.getFirst().strip().replaceAll("\\s+", " "));
    }

    @TestFactory
    Stream<DynamicTest> everythingIsExplained() {
        return Commands.all()
                .map(command -> DynamicTest.dynamicTest(Commands.name(command), () -> {
                    assertThat(command.getCommandSpec().usageMessage().description())
                            .isNotEmpty();
                    assertThat(command.getCommandSpec().args())
                            .filteredOn(argument -> !argument.hidden())
                            .allSatisfy(argument -> assertThat(argument.description())
                                    .as(argument.toString())
                                    .isNotEmpty()
                                    .noneMatch(String::isBlank));
                }));
    }
}
