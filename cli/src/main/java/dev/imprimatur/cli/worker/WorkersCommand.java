package dev.imprimatur.cli.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Shows builders and testers: how their last tries ended, and what each is doing. */
@Command(
        name = "workers",
        description =
                "Show builders and testers: how their last tries ended, which one is sick, and what each is doing.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur workers", "  imprimatur workers --json"})
public final class WorkersCommand extends ConsoleQuery {

    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.workers();
    }

    @Override
    protected String text(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        if (answer.path("workers").isEmpty()) {
            text.append("no builder and no tester did anything in the last seven days");
        } else {
            Table<JsonNode> table = Table.of(rows(answer))
                    .column("STAGE", worker -> worker.path("stage").asText())
                    .column("WORKER", worker -> worker.path("worker").asText())
                    .column("IS", worker -> worker.path("state").asText())
                    .column(
                            "PASSED",
                            worker -> worker.path("passed").asLong() + " of "
                                    + worker.path("results").size())
                    .column("LAST FAILURE", worker -> failure(worker.path("lastFailure")))
                    .column("NOW", worker -> doing(worker.path("doing")));
            text.append(table);
        }
        answer.path("silent")
                .forEach(silent -> text.append("\nnot known what they do now: ")
                        .append(silent.path("why").asText()));
        return text.toString();
    }

    private static String failure(JsonNode failure) {
        return failure.isObject()
                ? failure.path("kind").asText() + " of " + failure.path("image").asText()
                        + (failure.path("chance").asBoolean() ? ", transient" : "")
                : "";
    }

    private static String doing(JsonNode doing) {
        return doing.valueStream()
                .map(each -> each.path("image").asText() + quiet(each.path("silentSince")))
                .collect(Collectors.joining(", "));
    }

    private static String quiet(JsonNode since) {
        if (!since.isTextual()) {
            return "";
        }
        Duration quiet = Duration.between(Instant.parse(since.asText()), Instant.now());
        // Its clock and this one differ.
        return " (silent for " + Text.duration(quiet.isNegative() ? Duration.ZERO : quiet) + ")";
    }

    @Override
    protected List<JsonNode> rows(JsonNode answer) {
        return answer.path("workers").valueStream().toList();
    }

    @Override
    protected int exitCode(JsonNode answer) {
        return answer.path("silent").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
