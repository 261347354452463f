package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.Question;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists rebuilds, or tells how one stands. */
@Command(
        name = "rebuilds",
        description = "List the newest rebuilds, or tell how one stands.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur rebuilds", "  imprimatur rebuilds rb-20261124-030000-1a2b --json"})
public final class RebuildsCommand extends Question {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "the rebuild to tell of")
    String id;

    @Override
    protected JsonNode ask(ConsoleClient console) {
        return id == null ? console.rebuilds() : console.rebuild(id);
    }

    @Override
    protected String text(JsonNode answer) {
        if (id != null) {
            return RebuildReport.of(Json.value(answer, Rebuild.class));
        }
        Table table =
                new Table("ID", "STATE", "REQUESTED", "TOOK", "IMAGES", "PUBLISHED", "UNCHANGED", "FAILED", "REASON");
        Json.list(answer, Rebuild.class)
                .forEach(rebuild -> table.add(
                        rebuild.id(),
                        rebuild.state(),
                        Text.time(rebuild.requestedAt()),
                        Text.between(rebuild.requestedAt(), rebuild.finishedAt()),
                        rebuild.planned(),
                        rebuild.published(),
                        rebuild.unchanged(),
                        rebuild.failed(),
                        rebuild.reason()));
        return table.toString();
    }
}
