package dev.imprimatur.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.Question;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.Mirror;
import dev.imprimatur.events.FailureReport;
import picocli.CommandLine.Command;

/** Shows what mirrors lack. */
@Command(
        name = "mirrors",
        description = "Show which images mirrors lack as yet, since when, and why.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur mirrors", "  imprimatur mirrors --json"})
public final class MirrorsCommand extends Question {
    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.mirrors();
    }

    @Override
    protected Table text(JsonNode mirrors) {
        Table table = new Table("MIRROR", "LACKS", "SINCE", "TRIES", "WHY");
        for (Mirror mirror : Json.list(mirrors, Mirror.class)) {
            table.add(
                    mirror.registry(),
                    mirror.waiting() == 0 ? "nothing" : mirror.waiting(),
                    "",
                    "",
                    why(mirror.failure()));
            mirror.images()
                    .forEach(missing -> table.add(
                            "",
                            missing.image(),
                            Text.time(missing.since()),
                            missing.attempts(),
                            why(missing.failure())));
        }
        return table;
    }

    private static String why(FailureReport failure) {
        return failure == null ? "" : failure.message() + " (" + failure.kind() + ")";
    }
}
