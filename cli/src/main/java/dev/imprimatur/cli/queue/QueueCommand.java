package dev.imprimatur.cli.queue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.console.answer.Silent;
import dev.imprimatur.console.answer.Waiting;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what waits in which stage, and why. */
@Command(
        name = "queue",
        description = "Show what waits in which stage, in the order in which it is taken, and why.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur queue", "  imprimatur queue --stage build --limit 20", "  imprimatur queue --json"})
public final class QueueCommand extends ConsoleQuery {
    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "only this stage: publish, test, build, render, plan, or base (before it can be rendered)")
    String stage;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many at most, up to 500 (default: ${DEFAULT-VALUE})")
    int limit;

    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.queue(stage, limit);
    }

    @Override
    protected String text(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        if (answer.path("waiting").isEmpty()) {
            text.append("nothing waits");
        } else {
            Table<Waiting> table = Table.of(Json.list(answer.path("waiting"), Waiting.class))
                    .column("STAGE", Waiting::stage)
                    .column("IMAGE", Waiting::image)
                    .column("REBUILD", Waiting::rebuildId)
                    .column("PRIORITY", Waiting::priority)
                    .column("WHY", Waiting::reason);
            text.append(table);
        }
        long all =
                answer.path("totals").valueStream().mapToLong(JsonNode::asLong).sum();
        if (answer.hasNonNull("next")) {
            text.append("\n… and more: ").append(all).append(" or more wait in all; --limit shows more of them");
        }
        Json.list(answer.path("silent"), Silent.class)
                .forEach(silent -> text.append("\nnot listed: ").append(silent.why()));
        return text.toString();
    }

    @Override
    protected List<JsonNode> rows(JsonNode answer) {
        return answer.path("waiting").valueStream().toList();
    }

    @Override
    protected int exitCode(JsonNode answer) {
        return answer.path("silent").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
