package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Order;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import dev.imprimatur.console.answer.Plan;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks for a rebuild, and waits for its end where that is wanted. */
@Command(
        name = "rebuild",
        description = "Rebuild images: all, those that a selection names, or what is stale.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur rebuild --all --wait",
            "  imprimatur rebuild --select 'node/22.*/*' --reason 'fix in libssl' --priority security",
            "  imprimatur rebuild --select 'node/22.23.3/bookworm,node/24.*/*' --wait --timeout 30m",
            "  imprimatur rebuild --stale --dry-run"
        })
public final class RebuildCommand implements Callable<Integer> {

    /** Which images. */
    static final class Which {
        @Option(names = "--all", required = true, description = "whatever the catalogue plans")
        boolean all;

        @Option(
                names = "--select",
                required = true,
                paramLabel = "EXPR",
                description = "glob patterns for family/version/variant, separated by commas")
        String select;

        @Option(
                names = "--stale",
                required = true,
                description = "whatever is no longer what the catalogue and its bases would give")
        boolean stale;
    }

    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Which which;

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

    @Override
    public Integer call() {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (dryRun) {
            return tell(console.plan(query()), out, err);
        }
        JsonNode requested = console.requestRebuild(order());
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

    private void print(JsonNode answer, Object text, PrintWriter out) {
        if (form.wanted()) {
            form.print(answer, out);
        } else {
            out.println(text);
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

    private Map<String, Object> query() {
        return new Order()
                .with("select", which.select)
                .with("stale", which.stale)
                .with("allow", allow)
                .fields();
    }

    private Map<String, Object> order() {
        return Order.ofThisUser()
                .with("type", which.all ? "rebuild-all" : which.stale ? "rebuild-stale" : "rebuild-selected")
                .with("select", which.select)
                .with("reason", reason)
                .with("priority", priority)
                .with("timeout", cancelAfter == null ? null : cancelAfter.toString())
                .with("allow", allow)
                .fields();
    }
}
