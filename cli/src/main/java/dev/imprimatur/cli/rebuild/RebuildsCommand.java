package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists rebuilds, shows how one stands, or follows it to its end. */
@Command(
        name = "rebuilds",
        description = "List the newest rebuilds, show how one stands, or follow it to its end.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur rebuilds",
            "  imprimatur rebuilds rb-20261124-030000-1a2b --json",
            "  imprimatur rebuilds rb-20261124-030000-1a2b --wait --timeout 1h",
            "  imprimatur rebuilds --jsonl | jq -r 'select(.failed > 0) | .id'"
        })
public final class RebuildsCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "the rebuild to show")
    String id;

    @Option(
            names = "--wait",
            description = "with ID: follow it to its end, and exit with its result, also if it has ended already; with"
                    + " --jsonl each event is a line, and the rebuild the last one")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "2h",
            description = "with --wait: how long to wait at most, for example 90s or 1h30m (default: ${DEFAULT-VALUE})")
    Duration timeout;

    @ArgGroup
    JsonForm form = new JsonForm();

    @Override
    public Integer call() {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        if (id == null) {
            if (wait) {
                throw new ParameterException(spec.commandLine(), "--wait needs the ID of a rebuild");
            }
            return list(console.rebuilds(), out);
        }
        JsonNode now = console.rebuild(id);
        boolean ended = true;
        if (wait && Json.value(now, Rebuild.class).finishedAt() == null) {
            Follower follower =
                    new Follower(console, new Progress(spec.commandLine().getErr()), new EventLines(form, out));
            Progress.doubt(Json.value(now, Rebuild.class), spec.commandLine().getErr());
            follower.catchUp(id);
            ended = follower.follow(id, timeout);
            now = console.rebuild(id);
        }
        Rebuild rebuild = Json.value(now, Rebuild.class);
        if (form.wanted()) {
            form.print(now, out);
        } else {
            out.println(RebuildReport.of(rebuild));
        }
        if (!wait) {
            return ExitCode.OK;
        }
        if (!ended) {
            spec.commandLine().getErr().println("rebuild " + id + " did not end within the time-out; it goes on");
            return ExitCode.TIMED_OUT;
        }
        return rebuild.succeeded() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int list(JsonNode answer, PrintWriter out) {
        if (form.wanted()) {
            form.print(answer, out);
        } else {
            out.println(table(answer));
        }
        return ExitCode.OK;
    }

    private static Table<Rebuild> table(JsonNode answer) {
        return Table.of(Json.list(answer, Rebuild.class))
                .column("ID", Rebuild::id)
                .column("STATE", Rebuild::state)
                .column(
                        "REQUESTED",
                        rebuild -> rebuild.withoutRequest() ? "not on record" : Text.time(rebuild.requestedAt()))
                .column("TOOK", rebuild -> Text.between(rebuild.requestedAt(), rebuild.finishedAt()))
                .column("IMAGES", Rebuild::planned)
                .column("PUBLISHED", Rebuild::published)
                .column("UNCHANGED", Rebuild::unchanged)
                .column("FAILED", Rebuild::failed)
                .column("REASON", Rebuild::reason);
    }
}
