package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.command.RootCommand;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks for a rebuild of what an earlier one did not publish. */
@Command(
        name = "retry",
        description = {
            "Rebuild what a rebuild did not publish, since it failed or was cancelled, or images whose last rebuild failed.",
            "What a newer rebuild took over is left to that one, unless it did not publish it either."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur retry rb-20261124-030000-1a2b --wait",
            "  imprimatur retry rb-20261124-030000-1a2b --dry-run",
            "  imprimatur retry node/22.23.3/bookworm node/24.20.0/trixie --reason 'mirror is back'"
        })
public final class RetryCommand implements Callable<Integer> {
    private static final int NAMED = 3;

    @Spec
    CommandSpec spec;

    @ParentCommand
    RootCommand parent;

    @Parameters(
            arity = "1..*",
            paramLabel = "REBUILD|IMAGE",
            description = "a rebuild that has ended, or an image: family/version/variant, or a tag")
    List<String> what;

    @Mixin
    RequestOptions options;

    @Override
    public Integer call() {
        Requested images = new Unpublished(parent.client(), spec.commandLine().getErr()::println).of(what);
        return options.request(parent.client(), images, why());
    }

    /** A reason has room for some of them. */
    private String why() {
        String first = what.stream().limit(NAMED).collect(Collectors.joining(", ", "retry of ", ""));
        return what.size() > NAMED ? first + " and " + (what.size() - NAMED) + " more" : first;
    }
}
