package dev.imprimatur.cli.flake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.cli.console.FlakeReport;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells what failed and then passed without a change. */
@Command(
        name = "flakes",
        description = "Tell what failed and then passed without a change, by kind of failure and by image.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur flakes",
            "  imprimatur flakes --since 7d",
            "  imprimatur flakes --since 2026-11-01 --json"
        })
public final class FlakesCommand implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = SinceConverter.class,
            description = "since when: 7d, 36h, a day or an instant (default: 30 days ago)")
    Instant since;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Integer call() {
        JsonNode answer = parent.client().flakes(since);
        spec.commandLine().getOut().println(json ? Json.pretty(answer) : text(Json.value(answer, FlakeReport.class)));
        return ExitCode.OK;
    }

    private static String text(FlakeReport report) {
        if (report.flakes() == 0) {
            return "no flakes since " + Text.time(report.since());
        }
        Table kinds = new Table("STAGE", "KIND", "FLAKES", "IMAGES");
        report.byKind().forEach(kind -> kinds.add(kind.stage(), kind.kind(), kind.flakes(), kind.images()));
        Table images = new Table("IMAGE", "FLAKES", "LAST", "KINDS");
        report.byImage()
                .forEach(image -> images.add(
                        image.image(),
                        image.flakes(),
                        Text.time(image.lastAt()),
                        image.kinds().entrySet().stream()
                                .map(kind -> kind.getKey() + " " + kind.getValue())
                                .collect(Collectors.joining(", "))));
        return kinds + "\n\n" + images + "\n\n" + Text.counted(report.flakes(), "flake") + " on "
                + Text.counted(report.byImage().size(), "image") + " since " + Text.time(report.since());
    }
}
