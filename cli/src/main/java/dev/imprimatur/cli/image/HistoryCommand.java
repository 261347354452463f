package dev.imprimatur.cli.image;

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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells which digest each tag had, from when to when. */
@Command(
        name = "history",
        description = "Tell which digest a tag had, from when to when; kept even after the tag or the image is gone.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur history node:22",
            "  imprimatur history node/22.23.3/bookworm",
            "  imprimatur history sha256:2222222222222222222222222222222222222222222222222222222222222222 --json"
        })
public final class HistoryCommand implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "REFERENCE",
            description = "a tag with or without its registry, a digest, or family/version/variant")
    String reference;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /** A time during which a tag had one digest. */
    record Period(
            String reference,
            String digest,
            String image,
            Integer revision,
            String reason,
            Instant since,
            Instant until) {}

    @Override
    public Integer call() {
        JsonNode periods = parent.client().history(reference);
        spec.commandLine().getOut().println(json ? Json.pretty(periods) : table(periods));
        return ExitCode.OK;
    }

    private static Table table(JsonNode periods) {
        Table table = new Table("TAG", "IMAGE", "REVISION", "DIGEST", "SINCE", "UNTIL", "REASON");
        for (Period period : Json.list(periods, Period.class)) {
            table.add(
                    period.reference(),
                    period.image(),
                    period.revision() == null ? "" : "r" + period.revision(),
                    Text.digest(period.digest()),
                    Text.time(period.since()),
                    period.until() == null ? "now" : Text.time(period.until()),
                    period.reason());
        }
        return table;
    }
}
