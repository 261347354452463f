package dev.imprimatur.cli;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.ConsoleException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong, and picks the exit code. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
        if (e instanceof ConsoleException failure) {
            command.getErr().println(failure.getMessage());
            return switch (failure.kind()) {
                case ABSENT, UNREACHABLE, CONFLICT, FAILED -> ExitCode.FAILED;
                case TIMED_OUT -> ExitCode.TIMED_OUT;
                case INVALID -> ExitCode.USAGE;
                case NOT_FOUND, GONE -> ExitCode.NOT_FOUND;
            };
        }
        command.getErr().println(command.getCommandName() + " failed: " + e);
        return ExitCode.FAILED;
    }
}
