package dev.imprimatur.cli.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.Blocked;
import picocli.CommandLine.Command;

/** Lists the blocked digests. */
@Command(
        name = "blocks",
        description = "List the digests that are not published again, and who blocked them.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur blocks", "  imprimatur blocks --jsonl | jq -r .digest"})
public final class BlocksCommand extends ConsoleQuery {
    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.blocks();
    }

    @Override
    protected Table<Blocked> text(JsonNode blocks) {
        return Table.of(Json.list(blocks, Blocked.class))
                .column("DIGEST", Blocked::digest)
                .column("IMAGE", Blocked::image)
                .column("SINCE", block -> Text.time(block.blockedAt()))
                .column("BY", Blocked::blockedBy)
                .column("REASON", Blocked::reason);
    }
}
