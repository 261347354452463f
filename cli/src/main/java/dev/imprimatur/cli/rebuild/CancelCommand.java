package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Order;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Cancels a rebuild, and waits for its end where that is wanted. */
@Command(
        name = "cancel",
        description = {
            "Cancel a rebuild: what is queued is dropped, builds and tests that go on are stopped.",
            "Images whose tags are being set are finished; what was published stays published."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur cancel rb-20261124-030000-1a2b",
            "  imprimatur cancel rb-20261124-030000-1a2b --reason 'wrong base' --wait"
        })
public final class CancelCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "REBUILD", description = "the rebuild to cancel; imprimatur rebuilds lists them")
    String id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; part of the events that subscribers get")
    String reason;

    @Option(
            names = "--wait",
            description =
                    "follow the rebuild to its end; exit with 0 if it was cancelled; with --jsonl each event from now on is"
                            + " a line, and the rebuild the last one")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "with --wait: how long at most, for example 90s (default: ${DEFAULT-VALUE})")
    Duration timeout;

    @ArgGroup
    JsonForm form = new JsonForm();

    @Override
    public Integer call() {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!wait) {
            form.show(
                    console.cancel(id, order()), "asked to cancel rebuild " + id + "; imprimatur rebuilds " + id, out);
            return ExitCode.OK;
        }
        Follower follower = new Follower(console, new Progress(err), new EventLines(form, out), timeout);
        follower.catchUp(id);
        Progress.doubt(Json.value(console.cancel(id, order()), Rebuild.class), err);
        boolean ended = follower.follow(id);
        JsonNode now = follower.rebuild(id);
        Rebuild rebuild = Json.value(now, Rebuild.class);
        form.show(now, RebuildReport.of(rebuild), out);
        if (!ended) {
            err.println("rebuild " + id + " did not end within the time-out: imprimatur rebuilds " + id);
            return ExitCode.TIMED_OUT;
        }
        return rebuild.cancelledAsAWhole() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Map<String, Object> order() {
        return Order.ofThisUser().with("reason", reason).fields();
    }
}
