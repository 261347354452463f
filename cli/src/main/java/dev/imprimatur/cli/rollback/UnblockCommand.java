package dev.imprimatur.cli.rollback;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Unblocks a digest. */
@Command(
        name = "unblock",
        description = "Let a digest be published again that a rollback or an operator blocked.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur unblock sha256:77777777…"})
public final class UnblockCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "DIGEST", description = "sha256:…, as 'blocks' lists it")
    String digest;

    @Override
    public Integer call() {
        parent.client().unblock(digest);
        spec.commandLine().getOut().println("unblocked " + digest);
        return ExitCode.OK;
    }
}
