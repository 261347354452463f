package dev.imprimatur.cli.command;

/** What the CLI's exit codes mean. */
public final class ExitCode {
    /** All went well. */
    public static final int OK = 0;
    /** The run failed. */
    public static final int FAILED = 1;
    /** The command line, or what it asks for, is wrong. */
    public static final int USAGE = 2;
    /** There is no such thing. */
    public static final int NOT_FOUND = 3;
    /** It took longer than it may. */
    public static final int TIMED_OUT = 124;

    private ExitCode() {}
}
