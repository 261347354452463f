package dev.imprimatur.cli.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists the blocked digests. */
@Command(name = "blocks", description = "List the digests that are not published again, and who blocked them.")
public final class BlocksCommand implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /** A blocked digest. */
    record Block(String digest, String image, String reason, String blockedBy, Instant blockedAt) {}

    @Override
    public Integer call() {
        JsonNode blocks = parent.client().blocks();
        spec.commandLine().getOut().println(json ? Json.pretty(blocks) : table(blocks));
        return ExitCode.OK;
    }

    private static Table table(JsonNode blocks) {
        Table table = new Table("DIGEST", "IMAGE", "SINCE", "BY", "REASON");
        Json.list(blocks, Block.class)
                .forEach(block -> table.add(
                        block.digest(),
                        block.image(),
                        Text.time(block.blockedAt()),
                        block.blockedBy(),
                        block.reason()));
        return table;
    }
}
