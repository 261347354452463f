package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.Absence;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Whether a rebuild is followed to its end, for how long, and in which form it is printed; its result is the exit code.
 */
final class Following {
    @Option(
            names = "--wait",
            description = "follow the rebuild to its end, and exit with its result; with --jsonl each event is a line,"
                    + " and the rebuild the last one")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "2h",
            description = "with --wait: how long to wait at most, for example 90s or 1h30m (default: ${DEFAULT-VALUE})")
    Duration timeout;

    @ArgGroup
    JsonForm form = new JsonForm();

    /** Waits for a console that does not answer; where the rebuild is followed, no longer than for that. */
    Absence absence(ConsoleClient console, PrintWriter err) {
        return wait
                ? new Absence(console.address(), err::println, timeout)
                : new Absence(console.address(), err::println);
    }

    /** One that prints what comes in the form that is wanted; its time begins now. */
    Follower follower(ConsoleClient console, PrintWriter out, PrintWriter err) {
        return new Follower(console, new Progress(err), new EventLines(form, out), timeout);
    }

    /**
     * Prints the rebuild's events until it ended, then the rebuild.
     *
     * @return the exit code
     */
    int toTheEnd(Follower follower, String id, PrintWriter out, PrintWriter err) {
        boolean ended = follow(follower, id, err);
        JsonNode now = follower.rebuild(id);
        int result = print(now, out);
        if (!ended) {
            err.println("rebuild " + id + " did not end within the time-out; it goes on: imprimatur rebuilds " + id
                    + ", or end it: imprimatur cancel " + id);
            return ExitCode.TIMED_OUT;
        }
        return result;
    }

    private boolean follow(Follower follower, String id, PrintWriter err) {
        Thread interrupted =
                new Thread(() -> err.println("rebuild " + id + " goes on; imprimatur cancel " + id + " ends it"));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            return follower.follow(id);
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    /** Prints a rebuild; what its result is as an exit code. */
    int print(JsonNode answer, PrintWriter out) {
        Rebuild rebuild = Json.value(answer, Rebuild.class);
        form.show(answer, RebuildReport.of(rebuild), out);
        return rebuild.succeeded() ? ExitCode.OK : ExitCode.FAILED;
    }
}
