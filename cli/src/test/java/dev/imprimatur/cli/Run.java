package dev.imprimatur.cli;

import dev.imprimatur.cli.console.ConsoleClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What a command did.
 *
 * @param exitCode its exit code
 * @param out what it printed
 * @param err what it complained of
 */
record Run(int exitCode, String out, String err) {

    /** Runs the command against this console. */
    static Run of(StubServer console, String... arguments) {
        return of(Stream.concat(Stream.of(arguments), Stream.of("--console", "http://" + console.host()))
                .toArray(String[]::new));
    }

    /** Runs the command. */
    static Run of(String... arguments) {
        return of(Imprimatur.commandLine(arguments), arguments);
    }

    /** Runs the command against this console, which is given a second for what is given it longer otherwise. */
    static Run hasty(StubServer console, String... arguments) {
        Duration second = Duration.ofSeconds(1);
        CommandLine command = Imprimatur.commandLine(arguments);
        command.<Imprimatur>getCommand().client = new ConsoleClient(
                URI.create("http://" + console.host()),
                Optional.empty(),
                Optional.empty(),
                new ConsoleClient.Patience(second, second));
        return of(command, arguments);
    }

    private static Run of(CommandLine command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        command.getOut().flush();
        command.getErr().flush();
        return new Run(exitCode, out.toString(), err.toString());
    }
}
