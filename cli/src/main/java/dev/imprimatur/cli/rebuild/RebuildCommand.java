package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.command.RootCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Asks for a rebuild, and waits for its end where that is wanted. */
@Command(
        name = "rebuild",
        description = "Rebuild images: all, those that a selection names, or what is stale.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur rebuild --all --wait",
            "  imprimatur rebuild --select 'node/22.*/*' --reason 'fix in libssl' --priority security",
            "  imprimatur rebuild --select 'node/22.23.3/bookworm,node/24.*/*' --wait --timeout 30m",
            "  imprimatur rebuild --stale --dry-run"
        })
public final class RebuildCommand implements Callable<Integer> {

    /** Which images. */
    static final class Which {
        @Option(names = "--all", required = true, description = "whatever the catalogue plans")
        boolean all;

        @Option(
                names = "--select",
                required = true,
                paramLabel = "EXPR",
                description = "glob patterns for family/version/variant, separated by commas")
        String select;

        @Option(
                names = "--stale",
                required = true,
                description = "whatever is no longer what the catalogue and its bases would give")
        boolean stale;

        Requested images() {
            return all ? Requested.ALL : stale ? Requested.STALE : Requested.selected(select);
        }
    }

    @ParentCommand
    RootCommand parent;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Which which;

    @Mixin
    RequestOptions options;

    @Override
    public Integer call() {
        return options.request(parent.client(), which.images(), null);
    }
}
