package dev.imprimatur.cli.open;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Opens the console's pages, signed in where there is a token. */
@Command(
        name = "open",
        description = {
            "Open the console's pages in a browser, signed in with the token that the command line shows.",
            "The link works once, for a minute. Without a token the pages are read only."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur open", "  imprimatur open --print"})
public final class OpenCommand implements Callable<Integer> {
    /** What opens an address, on Linux and on macOS. */
    private static final List<String> OPENERS = List.of("xdg-open", "open");

    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Option(names = "--print", description = "only print the link, to open it elsewhere")
    boolean print;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        URI address = parent.client().address();
        // Nothing is opened that is away, or another installation's.
        parent.client().rebuilds();
        Optional<URI> link = parent.client().signIn();
        if (link.isEmpty()) {
            err.println("no token is shown, so the pages are read only; see IMPRIMATUR_TOKEN_FILE and --token-file");
        }
        spec.commandLine().getOut().println(print ? link.orElse(address) : address);
        if (!print && !opened(link.isEmpty() ? address.toString() : page(link.get()))) {
            err.println("there is nothing here that opens a browser; open --print prints a link for another one");
        }
        return ExitCode.OK;
    }

    /** Every user of a machine sees the arguments of all programs, so the link itself is none. */
    private static String page(URI link) throws IOException {
        return LinkFile.in(Path.of(System.getProperty("user.home")))
                .leadTo(link)
                .toUri()
                .toString();
    }

    private static boolean opened(String address) {
        return OPENERS.stream().anyMatch(opener -> opened(opener, address));
    }

    private static boolean opened(String opener, String address) {
        try {
            new ProcessBuilder(opener, address)
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
