package dev.imprimatur.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.Mirror;
import dev.imprimatur.events.FailureReport;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Shows what mirrors lack. */
@Command(
        name = "mirrors",
        description = "Show which images mirrors still lack, since when, and why.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur mirrors", "  imprimatur mirrors --json"})
public final class MirrorsCommand extends ConsoleQuery {
    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.mirrors();
    }

    @Override
    protected Table<Row> text(JsonNode mirrors) {
        List<Row> rows = Json.list(mirrors, Mirror.class).stream()
                .flatMap(MirrorsCommand::rows)
                .toList();
        return Table.of(rows)
                .column("MIRROR", Row::mirror)
                .column("LACKS", Row::lacks)
                .column("SINCE", Row::since)
                .column("TRIES", Row::tries)
                .column("WHY", row -> why(row.failure()));
    }

    /** A mirror, or below it an image that it lacks; what does not apply is null. */
    record Row(String mirror, Object lacks, String since, Object tries, FailureReport failure) {}

    private static Stream<Row> rows(Mirror mirror) {
        Object lacks = mirror.waiting() == 0 ? "nothing" : mirror.waiting();
        return Stream.concat(
                Stream.of(new Row(mirror.registry(), lacks, null, null, mirror.failure())),
                mirror.images().stream()
                        .map(missing -> new Row(
                                null,
                                missing.image(),
                                Text.time(missing.since()),
                                missing.attempts(),
                                missing.failure())));
    }

    private static String why(FailureReport failure) {
        return failure == null ? "" : failure.message() + " (" + failure.kind() + ")";
    }
}
