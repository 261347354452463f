package dev.imprimatur.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of a command. All that it says is what {@code --help} says.
 *
 * @param command the command
 */
record ManualPage(CommandLine command) {

    /** The pages of a command and of all below it. */
    static Stream<ManualPage> all(CommandLine command) {
        return Stream.concat(
                Stream.of(new ManualPage(command)),
                command.getSubcommands().values().stream().flatMap(ManualPage::all));
    }

    /** What it is called: the words of the command, joined by hyphens. */
    String name() {
        return command.getCommandSpec().qualifiedName("-");
    }

    /** The page, for {@code man}. */
    String text() {
        CommandSpec spec = command.getCommandSpec();
        Roff page = Roff.page(name(), spec.version()[0]);
        page.section("NAME").words(name() + " - " + firstSentence());
        page.section("SYNOPSIS").words(synopsis());
        page.section("DESCRIPTION");
        paragraphs().limit(1).forEach(page::words);
        paragraphs().skip(1).forEach(page::paragraph);
        parameters(page, spec);
        options(page, "OPTIONS", spec.options().stream().filter(option -> !option.inherited()));
        options(page, "OPTIONS OF EVERY COMMAND", spec.options().stream().filter(OptionSpec::inherited));
        commands(page);
        page.section("EXIT STATUS");
        exitCodes().forEach(page::term);
        examples().ifPresent(lines -> page.section("EXAMPLES").example(lines));
        related(spec).ifPresent(names -> page.section("SEE ALSO").words(names));
        return page.toString();
    }

    private String firstSentence() {
        String sentence = description().split("(?<=[.:;]) ", 2)[0];
        return sentence.substring(0, sentence.length() - (sentence.matches(".*[.:;]") ? 1 : 0));
    }

    private String description() {
        return paragraphs().collect(Collectors.joining(" "));
    }

    private Stream<String> paragraphs() {
        return Arrays.stream(command.getCommandSpec().usageMessage().description())
                .filter(paragraph -> !paragraph.isBlank());
    }

    private String synopsis() {
        return new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF))
                .synopsis(0)
                .lines()
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }

    private static void parameters(Roff page, CommandSpec spec) {
        List<PositionalParamSpec> shown = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
        if (!shown.isEmpty()) {
            page.section("ARGUMENTS");
            shown.forEach(parameter -> page.term(parameter.paramLabel(), explained(parameter)));
        }
    }

    private static void options(Roff page, String title, Stream<OptionSpec> options) {
        List<OptionSpec> shown = options.filter(option -> !option.hidden()).toList();
        if (!shown.isEmpty()) {
            page.section(title);
            shown.forEach(option -> page.term(
                    String.join(", ", option.names()) + (option.arity().max() > 0 ? " " + option.paramLabel() : ""),
                    explained(option)));
        }
    }

    private static String explained(ArgSpec argument) {
        return String.join(" ", argument.description());
    }

    private void commands(Roff page) {
        Map<String, CommandLine> commands = command.getSubcommands();
        if (!commands.isEmpty()) {
            page.section("COMMANDS");
            commands.forEach((name, each) -> page.term(name, new ManualPage(each).description()));
        }
    }

    private Map<String, String> exitCodes() {
        return command.getCommandSpec().usageMessage().exitCodeList();
    }

    private Optional<List<String>> examples() {
        List<String> lines = Arrays.stream(
                        command.getCommandSpec().usageMessage().footer())
                .map(String::strip)
                .toList();
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
    }

    private Optional<String> related(CommandSpec spec) {
        String names = Stream.concat(
                        Stream.ofNullable(spec.parent()).map(CommandSpec::commandLine),
                        command.getSubcommands().values().stream())
                .map(each -> new ManualPage(each).name() + "(1)")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }
}
