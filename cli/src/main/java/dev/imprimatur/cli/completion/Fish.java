package dev.imprimatur.cli.completion;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completions in fish's own form, which picocli does not write. */
final class Fish {
    private Fish() {}

    static String script(String name, CommandLine all) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("complete -c " + name + " -f");
        arguments(name, all.getCommandSpec(), "", lines);
        all.getSubcommands().forEach((command, line) -> {
            lines.add("complete -c " + name + " -n __fish_use_subcommand -a " + command
                    + described(line.getCommandSpec().usageMessage().description()));
            String within = " -n '__fish_seen_subcommand_from " + command + "'";
            arguments(name, line.getCommandSpec(), within, lines);
            line.getSubcommands().forEach((inner, innerLine) -> {
                lines.add("complete -c " + name + within + " -a " + inner
                        + described(innerLine.getCommandSpec().usageMessage().description()));
                arguments(
                        name,
                        innerLine.getCommandSpec(),
                        " -n '__fish_seen_subcommand_from " + command + "; and __fish_seen_subcommand_from " + inner
                                + "'",
                        lines);
            });
        });
        return lines.toString();
    }

    private static void arguments(String name, CommandSpec command, String condition, StringJoiner lines) {
        command.positionalParameters().stream()
                .filter(parameter -> parameter.completionCandidates() != null)
                .forEach(parameter -> lines.add("complete -c " + name + condition + " -a '"
                        + String.join(" ", parameter.completionCandidates()) + "'"));
        for (OptionSpec option : command.options()) {
            if (option.hidden() || option.inherited()) {
                continue;
            }
            StringBuilder line = new StringBuilder("complete -c " + name + condition);
            for (String each : option.names()) {
                line.append(each.startsWith("--") ? " -l " + each.substring(2) : " -s " + each.substring(1));
            }
            if (option.arity().max() > 0) {
                line.append(" -r");
            }
            lines.add(line + described(option.description()));
        }
    }

    private static String described(String[] description) {
        List<String> lines = Arrays.stream(description).toList();
        return lines.isEmpty()
                ? ""
                : " -d '" + lines.getFirst().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
