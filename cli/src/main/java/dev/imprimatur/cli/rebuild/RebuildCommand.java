package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks for a rebuild, and waits for its end where that is wanted. */
@Command(
        name = "rebuild",
        description = "Rebuild images: all, or those that a selection names.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur rebuild --all --wait",
            "  imprimatur rebuild --select 'node/22.*/*' --reason 'fix in libssl' --priority security",
            "  imprimatur rebuild --select 'node/22.23.3/bookworm,node/24.*/*' --wait --timeout 30m"
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
    }

    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Which which;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; part of what subscribers are told")
    String reason;

    @Option(names = "--priority", paramLabel = "P", description = "background, scheduled, manual (default) or security")
    String priority;

    @Option(names = "--wait", description = "follow the rebuild to its end, and exit with its result")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "2h",
            description = "with --wait: how long at most, for example 90s or 1h30m (default: ${DEFAULT-VALUE})")
    Duration timeout;

    @Option(names = "--json", description = "print the rebuild as JSON")
    boolean json;

    @Override
    public Integer call() {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        JsonNode requested = console.requestRebuild(order());
        String id = requested.path("id").asText();
        if (!wait) {
            out.println(json ? Json.pretty(requested) : "requested rebuild " + id + "; imprimatur rebuilds " + id);
            return ExitCode.OK;
        }
        err.println("requested rebuild " + id);
        boolean ended = new Follower(console, new Progress(err)).follow(id, timeout);
        JsonNode now = console.rebuild(id);
        Rebuild rebuild = Json.value(now, Rebuild.class);
        out.println(json ? Json.pretty(now) : RebuildReport.of(rebuild));
        if (!ended) {
            err.println("rebuild " + id + " did not end within the time-out; it goes on: imprimatur rebuilds " + id);
            return ExitCode.TIMED_OUT;
        }
        return rebuild.succeeded() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Map<String, String> order() {
        Map<String, String> order = new LinkedHashMap<>();
        order.put("type", which.all ? "rebuild-all" : "rebuild-selected");
        order.put("requestedBy", "cli:" + System.getProperty("user.name"));
        putIfGiven(order, "select", which.select);
        putIfGiven(order, "reason", reason);
        putIfGiven(order, "priority", priority);
        return order;
    }

    private static void putIfGiven(Map<String, String> order, String field, String value) {
        if (value != null) {
            order.put(field, value);
        }
    }
}
