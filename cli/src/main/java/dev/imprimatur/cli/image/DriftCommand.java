package dev.imprimatur.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.Moved;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists published tags that another program moved or deleted. */
@Command(
        name = "drift",
        description = {
            "List published tags that another program moved or deleted, as the publisher last read them back.",
            "'images --verify' reads them back now. The exit code is 1 if a tag differs."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur drift", "  imprimatur drift --jsonl | jq -r .reference"})
public final class DriftCommand extends ConsoleQuery {
    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.drift();
    }

    @Override
    protected Object text(JsonNode drift) {
        return drift.isEmpty() ? "no tag differs" : table(Json.list(drift, Moved.class));
    }

    @Override
    protected int exitCode(JsonNode drift) {
        return drift.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Table<Moved> table(List<Moved> drift) {
        return Table.of(drift)
                .column("TAG", Moved::reference)
                .column("PUBLISHED AS", each -> Text.digest(each.expected()))
                .column("IS", each -> each.found() == null ? "missing" : Text.digest(each.found()))
                .column("SINCE", each -> Text.time(each.seenAt()));
    }
}
