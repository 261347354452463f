package dev.imprimatur.cli.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.Question;
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
public final class BlocksCommand extends Question {
    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.blocks();
    }

    @Override
    protected Table text(JsonNode blocks) {
        Table table = new Table("DIGEST", "IMAGE", "SINCE", "BY", "REASON");
        Json.list(blocks, Blocked.class)
                .forEach(block -> table.add(
                        block.digest(),
                        block.image(),
                        Text.time(block.blockedAt()),
                        block.blockedBy(),
                        block.reason()));
        return table;
    }
}
