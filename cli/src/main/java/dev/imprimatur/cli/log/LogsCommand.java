package dev.imprimatur.cli.log;

import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.ImageRun;
import dev.imprimatur.cli.output.Json;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints a log, or the logs of an image's newest build and tests. */
@Command(
        name = "logs",
        description = "Print a log, or the newest build log and test log of an image.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur logs node/22.23.3/bookworm", "  imprimatur logs localhost:5000/node:22"})
public final class LogsCommand implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "LOG-OR-IMAGE", description = "the id of a log, or whatever 'why' takes")
    String name;

    @Override
    public Integer call() {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        Optional<ImageRun> run = run(console);
        if (run.isEmpty()) {
            print(out, console.log(name, null));
            return ExitCode.OK;
        }
        if (run.get().buildLog() == null && run.get().testLog() == null) {
            throw new ConsoleException(
                    ConsoleException.Kind.NOT_FOUND,
                    name + " has no log yet: it is " + run.get().stage() + " in rebuild "
                            + run.get().rebuildId());
        }
        print(out, "build", run.get().buildLog(), console);
        print(out, "test", run.get().testLog(), console);
        return ExitCode.OK;
    }

    private Optional<ImageRun> run(ConsoleClient console) {
        try {
            return Optional.of(Json.value(console.why(name).path("run"), ImageRun.class));
        } catch (ConsoleException e) {
            if (e.kind() == ConsoleException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void print(PrintWriter out, String stage, String log, ConsoleClient console) {
        if (log != null) {
            String text = console.log(log, stage);
            out.println("--- " + stage + " log " + log);
            print(out, text);
        }
    }

    private static void print(PrintWriter out, String text) {
        out.print(text);
        if (!text.endsWith("\n")) {
            out.println();
        }
        out.flush();
    }
}
