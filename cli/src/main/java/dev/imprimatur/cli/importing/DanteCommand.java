package dev.imprimatur.cli.importing;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.dante.AliasComparison;
import dev.imprimatur.dante.AliasDifference;
import dev.imprimatur.dante.DanteCatalog;
import dev.imprimatur.dante.DanteProject;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a catalogue of a dante project, and shows where its aliases are other than rules would set them. */
@Command(
        name = "dante",
        description = "Make a catalogue of a dante project, and compare its aliases with what rules would give.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur import dante my-project",
            "  imprimatur import dante my-project --out my-catalog",
            "  imprimatur import dante my-project/base my-project --out my-catalog"
        })
public final class DanteCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER",
            description = "a folder with an inventory.yml; several are read as one project")
    List<Path> folders;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "write the catalogue to DIR, which must be empty; without it, only the report is printed")
    Path out;

    @Option(names = "--json", description = "print the report as one JSON object")
    boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter errors = spec.commandLine().getErr();
        if (out != null && !isFree(out)) {
            throw new ParameterException(spec.commandLine(), "--out " + out + " is not an empty folder");
        }
        try {
            DanteProject project = DanteProject.read(folders);
            List<AliasDifference> differences = AliasComparison.of(project);
            project.notices().forEach(notice -> errors.println("notice: " + notice));
            if (out != null) {
                new DanteCatalog(out).write(project);
                errors.println(Text.counted(project.images().size(), "image") + " in the catalogue " + out
                        + "; look at its plan: imprimatur render --catalog " + out);
            }
            DanteReport report = DanteReport.of(project, differences);
            spec.commandLine().getOut().println(json ? Json.pretty(report) : report.text());
            return ExitCode.OK;
        } catch (CatalogException e) {
            e.problems().stream().map(Problem::toString).forEach(errors::println);
            errors.println(Text.counted(e.problems().size(), "mistake") + "; nothing was written");
            return ExitCode.FAILED;
        }
    }

    private static boolean isFree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
