package dev.imprimatur.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.JsonForm;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A command that asks the console one thing and prints the answer: for people, or with {@code --json} or
 * {@code --jsonl} as it came.
 */
public abstract class ConsoleQuery implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @ArgGroup
    JsonForm form = new JsonForm();

    @Override
    public final Integer call() {
        JsonNode answer = ask(parent.client());
        PrintWriter out = spec.commandLine().getOut();
        if (form.wanted()) {
            form.print(answer, rows(answer), out);
        } else {
            out.println(text(answer));
        }
        return exitCode(answer);
    }

    /** Of what the answer is a list: itself, if it is none. */
    protected List<JsonNode> rows(JsonNode answer) {
        return answer.isArray() ? answer.valueStream().toList() : List.of(answer);
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
