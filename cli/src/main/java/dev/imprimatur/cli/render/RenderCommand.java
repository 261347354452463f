package dev.imprimatur.cli.render;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.revision.Revision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a catalogue describes: its images in the order of making, their bases, and their tags. */
@Command(
        name = "render",
        description = "Show a catalogue's plan, and write its Dockerfiles; no service is needed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur render",
            "  imprimatur render --catalog my-images --json",
            "  imprimatur render --out /tmp/dockerfiles",
            "  imprimatur render --date 2027-05-01",
            "  imprimatur render --mirror https://nodejs.org/dist=https://mirror.example/node"
        })
public final class RenderCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--catalog",
            paramLabel = "DIR",
            defaultValue = "${env:IMPRIMATUR_CATALOG:-catalog}",
            description = "the catalogue's folder (default: IMPRIMATUR_CATALOG, else catalog)")
    Path catalog;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "write each image's Dockerfile to DIR/family/version/variant; digests of bases, which only a"
                    + " rebuild knows, are zeros there")
    Path out;

    @Mixin
    PlanOptions options;

    @Option(names = "--json", description = "print one JSON array of objects; notices go to stderr as well")
    boolean json;

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        try {
            Plan plan = options.plan(catalog);
            if (out != null) {
                String revision = Revision.of(catalog).text();
                new DockerfileFolder(out).write(plan.atRevision(revision).images());
                errors.println(Text.counted(plan.images().size(), "Dockerfile") + " in " + out);
            }
            spec.commandLine().getOut().println(json ? Json.pretty(Summary.of(plan)) : PlanText.of(plan));
            PlanOptions.notices(plan).forEach(notice -> errors.println("notice: " + notice));
            return plan.leftOut().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        } catch (CatalogException e) {
            e.problems().stream().map(Problem::toString).forEach(errors::println);
            errors.println(Text.counted(e.problems().size(), "mistake") + " in the catalogue " + catalog);
            return ExitCode.FAILED;
        }
    }
}
