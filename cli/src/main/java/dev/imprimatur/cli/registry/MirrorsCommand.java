package dev.imprimatur.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.cli.console.Failure;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells what mirrors lack. */
@Command(name = "mirrors", description = "Tell which images mirrors lack as yet, since when, and why.")
public final class MirrorsCommand implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /** A further registry, and what it lacks. */
    record Mirror(String registry, long waiting, Failure failure, List<Missing> images) {}

    /** An image that a mirror lacks. */
    record Missing(String image, Instant since, int attempts, Failure failure) {}

    @Override
    public Integer call() {
        JsonNode mirrors = parent.client().mirrors();
        spec.commandLine().getOut().println(json ? Json.pretty(mirrors) : table(mirrors));
        return ExitCode.OK;
    }

    private static Table table(JsonNode mirrors) {
        Table table = new Table("MIRROR", "LACKS", "SINCE", "TRIES", "WHY");
        for (Mirror mirror : Json.list(mirrors, Mirror.class)) {
            table.add(
                    mirror.registry(),
                    mirror.waiting() == 0 ? "nothing" : mirror.waiting(),
                    "",
                    "",
                    why(mirror.failure()));
            mirror.images()
                    .forEach(missing -> table.add(
                            "",
                            missing.image(),
                            Text.time(missing.since()),
                            missing.attempts(),
                            why(missing.failure())));
        }
        return table;
    }

    private static String why(Failure failure) {
        return failure == null ? "" : failure.message() + " (" + failure.kind() + ")";
    }
}
