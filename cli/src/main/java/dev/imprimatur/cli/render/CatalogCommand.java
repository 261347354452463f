package dev.imprimatur.cli.render;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is done with a catalogue's own files. */
@Command(
        name = "catalog",
        description = "Check a catalogue; no service is needed.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur catalog lint my-catalog"},
        subcommands = LintCommand.class)
public final class CatalogCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what is to be done with the catalogue? There is: lint");
    }
}
