package dev.imprimatur.cli.importing;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a catalogue of another tool's project: one subcommand a tool. */
@Command(
        name = "import",
        description = "Make a catalogue of another tool's project; no service is needed.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur import dante ~/node-images --out catalog"},
        synopsisSubcommandLabel = "TOOL",
        subcommands = DanteCommand.class)
public final class ImportCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "import from which tool? There is: dante");
    }
}
