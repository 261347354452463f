package dev.imprimatur.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that asks the console one thing and prints the answer: for people, or with {@code --json} as it came. */
public abstract class Question implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public final Integer call() {
        JsonNode answer = ask(parent.client());
        spec.commandLine().getOut().println(json ? Json.pretty(answer) : text(answer));
        return exitCode(answer);
    }

    /** Asks it. */
    protected abstract JsonNode ask(ConsoleClient console);

    /** The answer for people, as its text. */
    protected abstract Object text(JsonNode answer);

    /** What the answer is to a script. */
    protected int exitCode(JsonNode answer) {
        return ExitCode.OK;
    }
}
