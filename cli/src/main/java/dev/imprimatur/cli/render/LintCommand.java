package dev.imprimatur.cli.render;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.planner.catalog.CatalogException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks all that a catalogue describes, and renders every Dockerfile in memory. */
@Command(
        name = "lint",
        description = {
            "Check a catalogue: every mistake with its file and line, and what its maintainers should know.",
            "Exits with 1 if there is a mistake; with --strict also if there is a notice."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur catalog lint",
            "  imprimatur catalog lint my-catalog --strict",
            "  imprimatur catalog lint my-catalog --json | jq -r '.errors[] | \"\\(.file):\\(.line)\"'"
        })
public final class LintCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = "${env:IMPRIMATUR_CATALOG:-catalog}",
            description = "the catalogue's folder (default: IMPRIMATUR_CATALOG, else catalog)")
    Path catalog;

    @Option(names = "--strict", description = "exit with 1 if there is a notice, too")
    boolean strict;

    @Option(names = "--json", description = "print one JSON object with the lists errors and notices")
    boolean json;

    @Mixin
    PlanOptions options;

    @Override
    public Integer call() {
        LintReport report = check();
        spec.commandLine().getOut().println(json ? Json.pretty(report) : report);
        return report.passes(strict) ? ExitCode.OK : ExitCode.FAILED;
    }

    private LintReport check() {
        try {
            return LintReport.of(catalog.toString(), options.plan(catalog));
        } catch (CatalogException e) {
            return LintReport.of(catalog.toString(), e);
        }
    }
}
