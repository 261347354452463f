package dev.imprimatur.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.Question;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Failure;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows what mirrors lack. */
@Command(
        name = "mirrors",
        description = "Show which images mirrors lack as yet, since when, and why.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur mirrors", "  imprimatur mirrors --json"})
public final class MirrorsCommand extends Question {
    /** A further registry, and what it lacks. */
    record Mirror(String registry, long waiting, Failure failure, List<Missing> images) {}

    /** An image that a mirror lacks. */
    record Missing(String image, Instant since, int attempts, Failure failure) {}

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

    private static String why(Failure failure) {
        return failure == null ? "" : failure.message() + " (" + failure.kind() + ")";
    }
}
