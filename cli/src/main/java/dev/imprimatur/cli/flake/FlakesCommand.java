package dev.imprimatur.cli.flake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.SinceConverter;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.FlakeReport;
import java.time.Instant;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what failed and then passed without a change. */
@Command(
        name = "flakes",
        description = "Show what failed and then passed without a change, by kind of failure and by image.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur flakes",
            "  imprimatur flakes --since 7d",
            "  imprimatur flakes --since 2026-11-01 --json"
        })
public final class FlakesCommand extends ConsoleQuery {
    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = SinceConverter.class,
            description = "since when: 7d, 36h, a day or an instant (default: 30 days ago)")
    Instant since;

    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.flakes(since);
    }

    @Override
    protected String text(JsonNode answer) {
        FlakeReport report = Json.value(answer, FlakeReport.class);
        if (report.flakes() == 0) {
            return "no flakes since " + Text.time(report.since());
        }
        Table<FlakeReport.KindFlakes> kinds = Table.of(report.byKind())
                .column("STAGE", FlakeReport.KindFlakes::stage)
                .column("KIND", FlakeReport.KindFlakes::kind)
                .column("FLAKES", FlakeReport.KindFlakes::flakes)
                .column("IMAGES", FlakeReport.KindFlakes::images);
        Table<FlakeReport.ImageFlakes> images = Table.of(report.byImage())
                .column("IMAGE", FlakeReport.ImageFlakes::image)
                .column("FLAKES", FlakeReport.ImageFlakes::flakes)
                .column("LAST", image -> Text.time(image.lastAt()))
                .column(
                        "KINDS",
                        image -> image.kinds().entrySet().stream()
                                .map(kind -> kind.getKey() + " " + kind.getValue())
                                .collect(Collectors.joining(", ")));
        return kinds + "\n\n" + images + "\n\n" + Text.counted(report.flakes(), "flake") + " on "
                + Text.counted(report.byImage().size(), "image") + " since " + Text.time(report.since());
    }
}
