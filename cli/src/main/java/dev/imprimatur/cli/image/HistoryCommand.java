package dev.imprimatur.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.Period;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows which digest each tag had, from when to when. */
@Command(
        name = "history",
        description = "Show which digest a tag had, from when to when; kept even after the tag or the image is gone.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur history node:22",
            "  imprimatur history node/22.23.3/bookworm",
            "  imprimatur history sha256:2222222222222222222222222222222222222222222222222222222222222222 --json"
        })
public final class HistoryCommand extends ConsoleQuery {
    @Parameters(
            paramLabel = "REFERENCE",
            description = "a tag with or without its registry, a digest, or family/version/variant")
    String reference;

    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.history(reference);
    }

    @Override
    protected Table<Period> text(JsonNode periods) {
        return Table.of(Json.list(periods, Period.class))
                .column("TAG", Period::reference)
                .column("IMAGE", Period::image)
                .column("REVISION", period -> period.revision() == null ? "" : "r" + period.revision())
                .column("DIGEST", period -> Text.digest(period.digest()))
                .column("SINCE", period -> Text.time(period.since()))
                .column("UNTIL", period -> period.until() == null ? "now" : Text.time(period.until()))
                .column("REASON", Period::reason);
    }
}
