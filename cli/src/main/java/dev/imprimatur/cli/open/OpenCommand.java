package dev.imprimatur.cli.open;

import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints the console's address, and opens it where there is a browser. */
@Command(
        name = "open",
        description = "Print the console's address, and open it in a browser where there is one.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur open", "  imprimatur open --print"})
public final class OpenCommand implements Callable<Integer> {
    /** What opens an address, on Linux and on macOS. */
    private static final List<String> OPENERS = List.of("xdg-open", "open");

    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Option(names = "--print", description = "only print it")
    boolean print;

    @Override
    public Integer call() {
        URI address = parent.client().address();
        // Nothing is opened that is away, or another installation's.
        parent.client().rebuilds();
        spec.commandLine().getOut().println(address);
        if (!print && OPENERS.stream().noneMatch(opener -> opened(opener, address))) {
            spec.commandLine().getErr().println("there is nothing here that opens a browser");
        }
        return ExitCode.OK;
    }

    private static boolean opened(String opener, URI address) {
        try {
            new ProcessBuilder(opener, address.toString())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }
}
