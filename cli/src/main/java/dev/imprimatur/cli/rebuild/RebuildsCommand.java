package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists rebuilds, shows how one stands, or follows it to its end. */
@Command(
        name = "rebuilds",
        description = {
            "List the newest rebuilds, show how one stands, or follow it to its end.",
            "One that has ended already gives its result at once."
        },
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

    @Mixin
    Following following;

    @Override
    public Integer call() {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        if (id == null) {
            if (following.wait) {
                throw new ParameterException(spec.commandLine(), "--wait needs the ID of a rebuild");
            }
            JsonNode all = console.rebuilds();
            following.form.show(all, table(all), out);
            return ExitCode.OK;
        }
        if (following.wait) {
            return join(console, out);
        }
        following.print(console.rebuild(id), out);
        return ExitCode.OK;
    }

    /** What was before is counted, and not told. */
    private int join(ConsoleClient console, PrintWriter out) {
        PrintWriter err = spec.commandLine().getErr();
        Follower follower = following.follower(console, out, err);
        JsonNode now = follower.rebuild(id);
        Rebuild rebuild = Json.value(now, Rebuild.class);
        if (rebuild.finishedAt() != null) {
            return following.print(now, out);
        }
        Progress.doubt(rebuild, err);
        follower.catchUp(id);
        return following.toTheEnd(follower, id, out, err);
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
