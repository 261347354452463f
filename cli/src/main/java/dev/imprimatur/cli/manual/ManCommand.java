package dev.imprimatur.cli.manual;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints a manual page, or writes all of them to a folder that {@code man} reads. */
@Command(
        name = "man",
        description = "Print the manual page of a command, or write the pages of all commands to a folder.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur man rebuild | man -l -",
            "  imprimatur man dead-letters redrive | man -l -",
            "  imprimatur man --out ~/.local/share/man && man imprimatur-rebuild"
        })
public final class ManCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "whose page is printed (default: that of imprimatur itself)")
    List<String> words = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "write all pages to man1/ in this folder, and print where they are")
    Path folder;

    @Option(
            names = "--help-of",
            hidden = true,
            paramLabel = "COMMAND",
            description = "make the page of a command of the script of what its help says on stdin")
    String ofScript;

    @Override
    public Integer call() throws IOException {
        CommandLine all = parent.whole();
        if (ofScript != null) {
            String help = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            print(new ScriptPage(ofScript, help, all.getCommandSpec().version()[0]).text());
        } else if (folder == null) {
            print(new ManualPage(named(all)).text());
        } else if (words.isEmpty()) {
            write(all);
        } else {
            throw new ParameterException(spec.commandLine(), "--out writes the pages of all commands: name none");
        }
        return ExitCode.OK;
    }

    private void print(String page) {
        spec.commandLine().getOut().print(page);
        spec.commandLine().getOut().flush();
    }

    private CommandLine named(CommandLine all) {
        CommandLine named = all;
        for (String word : words) {
            named = named.getSubcommands().get(word);
            if (named == null) {
                throw new ParameterException(
                        spec.commandLine(), "there is no command '" + String.join(" ", words) + "'");
            }
        }
        return named;
    }

    private void write(CommandLine all) throws IOException {
        Path pages = Files.createDirectories(folder.resolve("man1"));
        for (ManualPage page : ManualPage.all(all).toList()) {
            Files.writeString(pages.resolve(page.name() + ".1"), page.text());
        }
        spec.commandLine().getOut().println(pages);
    }
}
