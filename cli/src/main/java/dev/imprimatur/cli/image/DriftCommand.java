package dev.imprimatur.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists published tags that somebody else moved or deleted. */
@Command(
        name = "drift",
        description = {
            "List published tags that somebody else moved or deleted, as the publisher last read them back.",
            "'images --verify' reads them back now. The exit code is 1 if a tag differs."
        })
public final class DriftCommand implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /** A tag that differs; {@code found} is null where it is missing. */
    record Drift(String reference, String expected, String found, Instant seenAt) {}

    @Override
    public Integer call() {
        JsonNode answer = parent.client().drift();
        List<Drift> drift = Json.list(answer, Drift.class);
        spec.commandLine()
                .getOut()
                .println(json ? Json.pretty(answer) : drift.isEmpty() ? "no tag differs" : table(drift));
        return drift.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Table table(List<Drift> drift) {
        Table table = new Table("TAG", "PUBLISHED AS", "IS", "SINCE");
        drift.forEach(each -> table.add(
                each.reference(),
                Text.digest(each.expected()),
                each.found() == null ? "missing" : Text.digest(each.found()),
                Text.time(each.seenAt())));
        return table;
    }
}
