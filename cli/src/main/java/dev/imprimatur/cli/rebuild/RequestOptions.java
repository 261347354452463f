package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import dev.imprimatur.console.answer.Plan;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a rebuild is asked for, whichever images it is about; tries it out, requests it, and waits for its end. */
final class RequestOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--allow",
            paramLabel = "CHANGE",
            split = ",",
            description = "changes of tags that are refused otherwise: backward, takeover, vanish")
    List<String> allow;

    @Option(
            names = "--dry-run",
            description = "show what would be built and why, how long it would take, and what would become of tags;"
                    + " exit with 1 if the rebuild would be refused")
    boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; part of the events that subscribers get")
    String reason;

    @Option(names = "--priority", paramLabel = "P", description = "background, scheduled, manual (default) or security")
    String priority;

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

    @Option(
            names = "--cancel-after",
            paramLabel = "DURATION",
            description = "cancel the rebuild if it has not ended by then, for example 45m; with or without --wait")
    Duration cancelAfter;

    @ArgGroup
    JsonForm form = new JsonForm();

    /**
     * Requests a rebuild of these images, or shows what it would do.
     *
     * @param why the reason where the command line gives none, or null
     * @return the exit code
     */
    int request(ConsoleClient console, Requested images, String why) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (dryRun) {
            return tell(console.plan(images.query(allow)), out, err);
        }
        JsonNode requested = console.requestRebuild(images.order()
                .with("reason", reason == null ? why : reason)
                .with("priority", priority)
                .with("timeout", cancelAfter == null ? null : cancelAfter.toString())
                .with("allow", allow)
                .fields());
        String id = requested.path("id").asText();
        if (!wait) {
            print(requested, "requested rebuild " + id + "; imprimatur rebuilds " + id, out);
            return ExitCode.OK;
        }
        err.println("requested rebuild " + id);
        boolean ended = follow(console, id, out, err);
        JsonNode now = console.rebuild(id);
        Rebuild rebuild = Json.value(now, Rebuild.class);
        print(now, RebuildReport.of(rebuild), out);
        if (!ended) {
            err.println("rebuild " + id + " did not end within the time-out; it goes on: imprimatur rebuilds " + id
                    + ", or end it: imprimatur cancel " + id);
            return ExitCode.TIMED_OUT;
        }
        return rebuild.succeeded() ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean follow(ConsoleClient console, String id, PrintWriter out, PrintWriter err) {
        Thread interrupted =
                new Thread(() -> err.println("rebuild " + id + " goes on; imprimatur cancel " + id + " ends it"));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            return new Follower(console, new Progress(err), new EventLines(form, out)).follow(id, timeout);
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    private int tell(JsonNode answer, PrintWriter out, PrintWriter err) {
        Plan plan = Json.value(answer, Plan.class);
        plan.notices().forEach(notice -> err.println("notice: " + notice));
        print(answer, DryRunReport.of(plan), out);
        if (plan.refused() == null) {
            return ExitCode.OK;
        }
        err.println("this rebuild would be refused: " + plan.refused());
        return ExitCode.FAILED;
    }

    private void print(JsonNode answer, Object text, PrintWriter out) {
        if (form.wanted()) {
            form.print(answer, out);
        } else {
            out.println(text);
        }
    }
}
