package dev.imprimatur.cli.completion;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints a script that lets a shell complete command lines. */
@Command(
        name = "completion",
        description = "Print a script that lets a shell complete commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(./imprimatur completion bash)",
            "  autoload -U compinit && compinit && source <(./imprimatur completion zsh)",
            "  ./imprimatur completion fish > ~/.config/fish/completions/imprimatur.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    private static final String NAME = "imprimatur";

    /** What the script ./imprimatur does itself, with its options. */
    private static final Map<String, List<String>> SCRIPT = Map.of(
            "setup", List.of(),
            "up", List.of("--catalog", "--builders", "--engine", "--package-cache"),
            "down", List.of(),
            "status", List.of("--json"),
            "doctor", List.of("--json"),
            "env", List.of("--plain", "--json"),
            "demo", List.of("--catalog", "--builders", "--engine", "--package-cache", "--keep", "--stop"),
            "test", List.of("--quick", "--soak", "--minutes", "--seed", "--containers", "--cluster"),
            "bench", List.of());

    /** What {@code bench} measures, with the options of each measurement. */
    private static final Map<String, List<String>> BENCHES = Map.of(
            "plan", List.of("--images", "--limit", "--json"),
            "push", List.of("--json"),
            "publish", List.of("--json"),
            "scale", List.of("--images", "--seconds", "--real"),
            "size", List.of("--images", "--seconds", "--builders"),
            "events", List.of("--images", "--seconds", "--json"),
            "fleet", List.of("--images", "--rounds", "--json"),
            "console", List.of("--images", "--seconds", "--rounds", "--json"),
            "start", List.of("--rounds"));

    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    Shell shell;

    @Override
    public Integer call() {
        CommandLine all = withScript(parent.whole());
        spec.commandLine()
                .getOut()
                .println(
                        switch (shell) {
                            // zsh takes bash's by bashcompinit, which the script sees to.
                            case bash, zsh -> AutoComplete.bash(NAME, all);
                            case fish -> Fish.script(NAME, all);
                        });
        return ExitCode.OK;
    }

    /** Every command, the script's own too. */
    private static CommandLine withScript(CommandLine all) {
        all.getCommandSpec()
                .addOption(OptionSpec.builder("--home").paramLabel("DIR").build())
                .addOption(OptionSpec.builder("--no-build").build())
                .addOption(OptionSpec.builder("--no-install").build());
        SCRIPT.forEach((name, options) -> all.addSubcommand(name, command(name, options)));
        CommandLine bench = all.getSubcommands().get("bench");
        BENCHES.forEach((name, options) -> bench.addSubcommand(name, command(name, options)));
        return all;
    }

    private static CommandSpec command(String name, List<String> options) {
        CommandSpec command = CommandSpec.create().name(name);
        // Else it would have that of all.
        command.usageMessage().description("");
        options.forEach(option -> command.addOption(OptionSpec.builder(option).build()));
        return command;
    }
}
