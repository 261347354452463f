package dev.imprimatur.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
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
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Imprimatur.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        command.getOut().flush();
        command.getErr().flush();
        return new Run(exitCode, out.toString(), err.toString());
    }
}
