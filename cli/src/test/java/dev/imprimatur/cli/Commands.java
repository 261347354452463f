package dev.imprimatur.cli;

import java.util.stream.Stream;
import picocli.CommandLine;

/** All commands, those below others too. */
final class Commands {
    private Commands() {}

    static Stream<CommandLine> all() {
        return all(Imprimatur.commandLine());
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(Commands::all));
    }

    /** Its words, as in {@code imprimatur tokens create}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
