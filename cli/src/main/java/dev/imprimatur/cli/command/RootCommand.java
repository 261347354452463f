package dev.imprimatur.cli.command;

import dev.imprimatur.cli.console.ConsoleClient;
import picocli.CommandLine;

/** The command {@code imprimatur}, as its subcommands know it. */
public interface RootCommand {

    /** The console that the command line names. */
    ConsoleClient client();

    /** The command line with all subcommands. */
    CommandLine whole();
}
